using System.Text.Json;
using System.Text.Json.Serialization;
using DataShare.Lake;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>
/// What a folder has received for a consumer, recorded in the folder itself. A warehouse that was lost or restored from an
/// older copy does not know it, and could deliver the same rows again.
/// </summary>
/// <param name="Consumer">The consumer's name.</param>
/// <param name="Ledger">The identity of the ledger that knows the run.</param>
/// <param name="Run">The number of the last run; 0 if somebody moved the positions since.</param>
/// <param name="RecordedAt">The time of the last run.</param>
/// <param name="Ranges">The ranges of the last run.</param>
/// <param name="Positions">The positions after the last run, by table.</param>
/// <param name="Files">The files of the last run. Their rows are complete, under their names or under temporary ones.</param>
internal sealed record DeliveryRecord(
    string Consumer,
    string Ledger,
    long Run,
    DateTimeOffset RecordedAt,
    IReadOnlyList<RecordedRange> Ranges,
    IReadOnlyDictionary<string, long> Positions,
    IReadOnlyList<RecordedFile> Files)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    [JsonIgnore]
    public long Rows => Files.Sum(f => f.Rows);

    /// <exception cref="StoppedDeliveryException">The record is damaged.</exception>
    public static async ValueTask<DeliveryRecord?> ReadAsync(string folder, string consumer, CancellationToken cancellationToken)
    {
        var file = PathOf(folder, consumer);
        try
        {
            return JsonSerializer.Deserialize<DeliveryRecord>(await File.ReadAllBytesAsync(file, cancellationToken), Json)
                ?? throw Unreadable(file, "it is empty");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw Unreadable(file, e.Message);
        }
    }

    /// <summary>Replaces the record in one step, and flushes it.</summary>
    public async ValueTask WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var file = PathOf(folder, Consumer);
        DurableFiles.CreateFolder(Path.GetDirectoryName(file)!);
        await DurableFiles.WriteAtomicallyAsync(file, JsonSerializer.SerializeToUtf8Bytes(this, Json), cancellationToken);
    }

    /// <summary>The record after a run.</summary>
    /// <param name="before">The record before it; null if there is none.</param>
    public static DeliveryRecord Of(
        ConsumerRun run, LedgerIdentity ledger, IReadOnlyList<RecordedFile> files, DeliveryRecord? before, DateTimeOffset now) => new(
            run.Consumer,
            ledger.Id,
            run.Number,
            now,
            [.. run.Ranges.Select(RecordedRange.Of)],
            (before?.At ?? LakePositions.None).With(run.Ranges.Select(r => KeyValuePair.Create(r.Table, r.To))).ByTable,
            files);

    /// <summary>The record after somebody moved the consumer's positions.</summary>
    public static DeliveryRecord Moved(string consumer, LedgerIdentity ledger, LakePositions to, DateTimeOffset now) =>
        new(consumer, ledger.Id, 0, now, [], to.ByTable, []);

    /// <summary>The recorded positions of the tables whose names this program knows.</summary>
    [JsonIgnore]
    public LakePositions At => new(Positions
        .Select(p => (Table: LakeTableId.TryParse(p.Key), Version: p.Value))
        .Where(p => p.Table is not null)
        .Select(p => KeyValuePair.Create(p.Table!, p.Version)));

    /// <summary>Whether this is the record of the run: the rows of its files are decided.</summary>
    public bool IsOf(ConsumerRun run, LedgerIdentity ledger) =>
        Ledger == ledger.Id && Run == run.Number && Ranges.SequenceEqual(run.Ranges.Select(RecordedRange.Of));

    /// <summary>
    /// Whether a run could deliver rows again that the folder has received, or leave some out: the ledger is another one, or an
    /// older copy.
    /// </summary>
    public bool Contradicts(ConsumerRun run, LedgerIdentity ledger)
    {
        var at = At;
        return run.Ranges.Any(r => at.Of(r.Table) is { } recorded && (Ledger == ledger.Id ? recorded > r.From : recorded != r.From));
    }

    /// <summary>
    /// Whether positions are after rows that the folder has not received. In a new ledger this means that the consumer has begun to
    /// read from the newest row again.
    /// </summary>
    public bool IsBehind(LakePositions positions)
    {
        var at = At;
        return positions.Tables.Any(t => at.Of(t) < positions.Of(t));
    }

    /// <summary>The same record with the positions of further tables, at which the consumer begins.</summary>
    public DeliveryRecord With(IEnumerable<KeyValuePair<LakeTableId, long>> begun) => this with { Positions = At.With(begun).ByTable };

    private static StoppedDeliveryException Unreadable(string file, string reason) => new($"the record '{file}' cannot be read: {reason}");

    /// <summary>In a folder of its own, because many readers take every file that they find.</summary>
    private static string PathOf(string folder, string consumer) => Path.Combine(folder, ".datashare", $"{consumer}.json");
}

/// <summary>A range of lake versions of one table.</summary>
internal sealed record RecordedRange(string Table, long From, long To)
{
    public static RecordedRange Of(TableRange range) => new(range.Table.ToString(), range.From, range.To);
}

/// <param name="Read">The read whose rows it has.</param>
/// <param name="Name">The file's name, without its folder.</param>
internal sealed record RecordedFile(string Read, string Name, long Rows);

/// <summary>
/// The folder's record and the ledger disagree, or the record is missing or damaged. Nothing is delivered until somebody decides
/// where to continue.
/// </summary>
internal sealed class StoppedDeliveryException(string message) : Exception(message);
