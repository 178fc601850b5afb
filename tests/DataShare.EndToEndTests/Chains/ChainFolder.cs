using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A consumer that gets files. Its reader takes each file once, and sometimes takes it away.</summary>
public sealed partial class ChainFolder(ChainWorkspace workspace, string name, string format, Random random, params ChainRead[] reads)
    : ChainConsumer(workspace, name, reads)
{
    private readonly Dictionary<string, string> hashes = new(StringComparer.Ordinal);
    private readonly HashSet<string> takenAway = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> nextVersion = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> came = new(StringComparer.Ordinal);

    /// <summary>The number of files that have come.</summary>
    public int Files => hashes.Count;

    protected override string Deliver => $"{{files: {{path: outbox/{Name}, format: {format}}}}}";

    public override void Look()
    {
        var folder = Workspace["data", "outbox", Name];
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            var fileName = Path.GetFileName(file);
            var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
            Assert.False(takenAway.Contains(fileName), $"{fileName} came a second time");
            if (hashes.TryAdd(fileName, hash))
            {
                Take(file);
            }

            Assert.True(hashes[fileName] == hash, $"{fileName} has another content than before");
            if (random.Next(3) == 0)
            {
                takenAway.Add(fileName);
                File.Delete(file);
            }
        }
    }

    public override void Complete(bool isOneBatch)
    {
        foreach (var read in Reads)
        {
            read.Complete(Name, came.GetValueOrDefault(read.Dataset.Name, []), isOneBatch);
        }

        came.Clear();
    }

    private void Take(string file)
    {
        var (fileName, dataset) = (Path.GetFileName(file), Path.GetFileName(file).Split('-')[0]);
        var read = Reads.Single(r => r.Dataset.Name == dataset);
        var rows = FileQuery.Rows($"""
            select _change, id, {ChainContracts.Word(read.Major)}, cast(split_part(_contract_version, '.', 1) as integer), cast(_lake_version as bigint)
            from {(format == "csv" ? $"read_csv('{file}', all_varchar = true)" : $"read_parquet('{file}')")}
            """).Select(r => r.Split('|')).ToList();
        Assert.NotEmpty(rows);
        foreach (Match range in VersionRange().Matches(fileName))
        {
            var (major, from, to) = (range.Groups["major"].Value, Number(range.Groups["from"].Value), Number(range.Groups["to"].Value));
            Assert.All(rows.Where(r => r[3] == major && r[0] == "upsert"), r => Assert.InRange(Number(r[4]), from, to - 1));
            var key = $"{dataset} v{major}";
            Assert.True(from >= nextVersion.GetValueOrDefault(key), $"{fileName} begins before the end of an earlier file, {nextVersion.GetValueOrDefault(key)}");
            nextVersion[key] = to;
        }

        came.TryAdd(dataset, []);
        came[dataset].AddRange(rows.Select(r => Line(r[0], r[1], r[2], r[3], r[4])));
    }

    public static string Line(string change, string id, string word, string major, string version) =>
        change == "delete" ? $"delete {id} @{version}" : $"{change} {id} '{word}' v{major}@{version}";

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-v(?<major>\d+)-(?<from>\d{10})-(?<to>\d{10})")]
    private static partial Regex VersionRange();
}
