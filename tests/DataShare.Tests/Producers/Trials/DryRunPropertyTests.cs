using System.Globalization;
using System.Text;
using CsCheck;
using DataShare.Producers;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>Whatever has landed and whatever comes, a trial predicts the ingest and writes nothing.</summary>
public sealed class DryRunPropertyTests
{
    private const string Key = TestContract.Id + ", primaryKey: true";
    private const string More = "name: more, logicalType: integer, required: true";
    private const string Bad = "{badRow: quarantine, maxRejectPercent: 50}";
    private const string Few = "[{metric: rowCount, mustBeLessThan: 4}]";

    /// <summary>Contracts of one dataset: all write modes, with and without a key, under one major and two.</summary>
    private static readonly TestContract[][] Datasets =
    [
        [Of("append", "1.0.0", TestContract.Id)],
        [Of("append", "1.0.0", Key)],
        [Of("merge", "1.0.0", Key)],
        [Of("snapshot", "1.0.0", Key)],
        [Of("snapshot", "1.0.0", TestContract.Id)],
        [Of("append", "1.0.0", TestContract.Id), Of("append", "2.0.0", TestContract.Id, More)],
        [Of("merge", "1.0.0", Key), Of("merge", "2.0.0", Key, More)],
        [Of("snapshot", "1.0.0", Key), Of("snapshot", "2.0.0", Key, More)],
        [Of("append", "1.0.0", TestContract.Id), Of("merge", "2.0.0", Key, More)],
        [Of("merge", "1.0.0", Key), Of("snapshot", "2.0.0", Key, More)],
    ];

    private static readonly Gen<string> Contents = Gen.OneOf(
        Gen.OneOf("", "nope\n1\n", "id,name\n", "id,name\n1,\"a\n"),
        Gen.Select(Gen.Bool, Gen.OneOf("1,a", "1,b", "2,a", "3,c", "x,a").Array[1, 4]).Select((more, rows) =>
            $"id,name{(more ? ",more" : "")}\n{string.Concat(rows.Select(r => $"{r}{(more ? ",1" : "")}\n"))}"));

    private static readonly Gen<string?> Sidecars = Gen.OneOf<string?>(
        null,
        null,
        null,
        null,
        null,
        "{",
        """{"rows": 2}""",
        """{"contractVersion": "1"}""",
        """{"contractVersion": "2.0.0"}""",
        """{"sums": {"id": "3"}}""",
        $$"""{"sha256": "{{new string('0', 64)}}"}""");

    private static readonly Gen<Drop> Drops = Gen.Select(
        Contents.Array[1, 3], Gen.OneOf("plain", "plain", "plain", ".gz", "zip"), Sidecars, Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[0, 9]).Select(
        (contents, form, sidecar, minute, again, older) => new Drop(contents, form, sidecar, minute, again == 0, older == 0));

    [Fact]
    public async Task A_trial_predicts_the_ingest() =>
        await Gen.Select(Gen.OneOf(Datasets), Drops.Array[1, 5]).SampleAsync(
            async (contracts, drops) =>
            {
                using var inbox = new TrialInbox(contracts);
                foreach (var (i, drop) in drops.Index())
                {
                    var file = drop.Write(inbox, i);
                    var before = inbox.Everything();
                    var trial = (await inbox.TryAsync(file, drop.Again, drop.Older)).Select(TrialInbox.Word).ToList();
                    Assert.Equal(before, inbox.Everything());

                    var outcomes = await inbox.IngestAsync(file, drop.Again, drop.Older);
                    Assert.Equal(outcomes.Select(inbox.Word), trial);
                }
            },
            iter: 60,
            threads: 1,
            print: t => Shown(t.Item1, t.Item2));

    /// <summary>Ignores words that name loads or count earlier rows, because a trial has no load.</summary>
    [Fact]
    public async Task A_trial_of_many_files_predicts_the_ingest_of_all() =>
        await Gen.Select(Gen.OneOf(Datasets), Drops.Array[1, 6]).SampleAsync(
            async (contracts, drops) =>
            {
                using var inbox = new TrialInbox(contracts);
                var files = drops.Select((d, i) => d.Write(inbox, i)).ToList();
                var trial = inbox.NewTrial();
                var (tried, done) = (new List<string>(), new List<string>());
                foreach (var (file, drop) in files.Zip(drops))
                {
                    var results = await trial.RunAsync(file, null, new IngestOptions(drop.Again, drop.Older), null, TestContext.Current.CancellationToken);
                    tried.AddRange(results.Select(TrialInbox.Word));
                }

                foreach (var (file, drop) in files.Zip(drops))
                {
                    done.AddRange((await inbox.IngestAsync(file, drop.Again, drop.Older)).Select(inbox.Word));
                }

                Assert.Equal(done.Select(Short), tried.Select(Short));
            },
            iter: 30,
            threads: 1,
            print: t => Shown(t.Item1, t.Item2));

    private static string Short(string word) => word.Split(['[', ':'])[0];

    private static TestContract Of(string mode, string version, string id, params string[] more) => new([id, TestContract.Name, .. more])
    {
        Version = version,
        Write = $"{{mode: {mode}}}",
        OnViolation = Bad,
        Quality = Few,
    };

    private static string Shown(TestContract[] contracts, Drop[] drops) =>
        $"{string.Join(", ", contracts.Select(c => $"{c.Version} {c.Write}"))}: {string.Join(" | ", drops.Select(d => d.ToString()))}";

    private sealed record Drop(string[] Contents, string Form, string? Sidecar, int Minute, bool Again, bool Older)
    {
        public string Write(TrialInbox inbox, int number)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{number}.{Form switch { "zip" => "zip", "plain" => "csv", _ => "csv.gz" }}");
            if (Sidecar is not null)
            {
                inbox.Write(name + ".meta.json", Sidecar);
            }

            return inbox.Write(
                name,
                Form switch
                {
                    "zip" => Packed.Zip([.. Contents.Select((c, i) => (string.Create(CultureInfo.InvariantCulture, $"{i}.csv"), c))]),
                    "plain" => Encoding.UTF8.GetBytes(Contents[0]),
                    _ => Packed.As(Form, Contents[0]),
                },
                Minute);
        }

        public override string ToString() =>
            $"{Form} {string.Join("+", Contents.Select(c => c.ReplaceLineEndings("/")))} {Sidecar} at {Minute}{(Again ? " again" : "")}{(Older ? " older" : "")}";
    }
}
