using System.Globalization;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>A workspace whose files are tried in place, before they are ingested.</summary>
internal sealed class TrialInbox(params TestContract[] contracts) : IDisposable
{
    private readonly InboxFixture inbox = new(contracts);
    private int seeds = 1_000;

    public TemporaryFolder Folder => inbox.Folder;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A file outside the inbox.</summary>
    /// <param name="minute">The minute at which it was last written.</param>
    public string Write(string name, byte[] content, int minute = 0)
    {
        var path = Folder.WriteBytes(Path.Combine("elsewhere", name), content);
        File.SetLastWriteTimeUtc(path, inbox.Time.GetUtcNow().UtcDateTime.AddHours(-5).AddMinutes(minute));
        return path;
    }

    public string Write(string name, string content, int minute = 0) => Write(name, System.Text.Encoding.UTF8.GetBytes(content), minute);

    public TryFile NewTrial() => new(
        inbox.NewLake(),
        inbox.Catalog,
        [.. inbox.Catalog.Versions(InboxFixture.Orders).Where(c => c.TakesFiles).Reverse()],
        inbox.Options,
        new LoadIdSource(inbox.Time, new Random(seeds++)),
        ReadRows);

    public async Task<IReadOnlyList<TrialResult>> TryAsync(string file, bool again = false, bool older = false) =>
        await NewTrial().RunAsync(file, null, new IngestOptions(again, older), null, Ct);

    public async Task<IReadOnlyList<DropOutcome>> IngestAsync(string file, bool again = false, bool older = false)
    {
        inbox.Time.Advance(TimeSpan.FromSeconds(1));
        return (await inbox.NewIngest().RunAsync(file, InboxFixture.Orders, new IngestOptions(again, older), null, Ct)).Outcomes;
    }

    public async Task<T> IngestAsync<T>(string file)
        where T : DropOutcome => Assert.IsType<T>(Assert.Single(await IngestAsync(file)));

    /// <summary>Every file of the workspace, with its size and time.</summary>
    public IReadOnlyList<string> Everything() =>
    [
        .. Directory.GetFileSystemEntries(Folder.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => string.Create(
            CultureInfo.InvariantCulture, $"{f} {(File.Exists(f) ? new FileInfo(f).Length : 0)} {File.GetLastWriteTimeUtc(f):O}")),
    ];

    /// <summary>The outcome of a file in words, as far as a trial can predict it.</summary>
    public string Word(DropOutcome outcome) => outcome switch
    {
        Landed landed => string.Create(CultureInfo.InvariantCulture,
            $"{landed.Name} landed {landed.Contract} {landed.AcceptedRows}+{landed.RejectedRows} [{string.Join(";", landed.Notes)}]"),
        Quarantined quarantined => $"{quarantined.Name} quarantined {inbox.Reason(quarantined.LoadId).Rule}: {quarantined.Reason}",
        Duplicate duplicate => $"{duplicate.Name} duplicate {duplicate.Why}",
        _ => outcome.ToString(),
    };

    public static string Word(TrialResult trial) =>
        trial.Refusal is not null ? $"{trial.Name} quarantined {trial.RefusalRule}: {trial.Refusal}"
        : trial.Duplicate is { } same ? $"{trial.Name} duplicate {same.Why}"
        : string.Create(CultureInfo.InvariantCulture,
            $"{trial.Name} landed {trial.Contract!.Version} {trial.AcceptedRows}+{trial.RejectedRows} [{string.Join(";", trial.Notes)}]");

    public void Dispose() => inbox.Dispose();

    private static List<IReadOnlyList<object?>> ReadRows(System.Data.Common.DbDataReader rows, IReadOnlyList<(string Name, ColumnType Type)> columns)
    {
        var shown = ResultColumn.Of(rows, columns);
        var read = new List<IReadOnlyList<object?>>();
        while (rows.Read())
        {
            read.Add([.. shown.Select(c => c.Read() is { } value ? ValueText.Of(value) : null)]);
        }

        return read;
    }
}
