namespace DataShare.Lake;

/// <summary>
/// The state of a table at a version: the result of its log by the protocol's rules of reconciliation. Not
/// thread-safe.
/// </summary>
internal sealed class TableState
{
    private readonly Dictionary<string, AddAction> adds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RemoveAction> removes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TxnAction> txns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LoadId LoadId, long Version)> newestByIdentity = new(StringComparer.Ordinal);
    private readonly HashSet<LoadId> loadIds = [];
    private readonly HashSet<string> lastIdentities = new(StringComparer.Ordinal);
    private (long Version, LoadId? LoadId, long CommittedAt) last = (-1, null, 0);

    /// <summary>-1 before the first commit.</summary>
    public long Version { get; private set; } = -1;

    /// <summary>The SHA-256 of the newest entry; null if it was not read.</summary>
    public string? EntrySha256 { get; private set; }

    public ProtocolAction? Protocol { get; private set; }

    public MetaDataAction? MetaData { get; private set; }

    public IReadOnlyCollection<AddAction> Adds => adds.Values;

    public IReadOnlyCollection<RemoveAction> Removes => removes.Values;

    public IReadOnlyCollection<TxnAction> Txns => txns.Values;

    public int ActionCount => adds.Count + removes.Count + txns.Count;

    /// <summary>The load that last committed the identity, or null.</summary>
    public LoadId? Find(string identity) => newestByIdentity.TryGetValue(identity, out var found) ? found.LoadId : null;

    /// <summary>The last drop; null before the first. Later entries change it.</summary>
    public LastDrop? Last => last.LoadId is { } loadId
        ? new LastDrop(loadId, last.Version, DateTimeOffset.FromUnixTimeMilliseconds(last.CommittedAt), lastIdentities.ToHashSet(StringComparer.Ordinal))
        : null;

    public bool Contains(LoadId loadId) => loadIds.Contains(loadId);

    public bool Mentions(string path) => adds.ContainsKey(path) || removes.ContainsKey(path);

    public bool IsActive(string path) => adds.ContainsKey(path);

    /// <exception cref="LakeCorruptException">The table needs a feature that this program does not know.</exception>
    public void Apply(LogEntry entry)
    {
        foreach (var line in entry.Lines)
        {
            Confirm(line, entry.File);
        }

        // Within a commit a remove and an add never name the same file, so their order does not matter.
        foreach (var line in entry.Lines)
        {
            Apply(line);
        }

        (Version, EntrySha256) = (entry.Version, entry.Sha256);
    }

    /// <summary>The state of a checkpoint.</summary>
    /// <param name="entrySha256">The SHA-256 of the entry of the same version; null if that entry is missing.</param>
    /// <exception cref="LakeCorruptException">The table needs a feature that this program does not know.</exception>
    public static TableState From(long version, string? entrySha256, IEnumerable<LogLine> lines, string file)
    {
        var state = new TableState { Version = version, EntrySha256 = entrySha256 };
        foreach (var line in lines)
        {
            Confirm(line, file);
            state.Apply(line);
        }

        return state;
    }

    private static void Confirm(LogLine line, string file)
    {
        if (line.Protocol is { } protocol && TableProtocol.Missing(protocol) is { } missing)
        {
            throw new LakeCorruptException(
                file,
                $"{missing}, which this version of DataShare does not support",
                "Another program has upgraded the table; use a version of DataShare that supports it.");
        }
    }

    private void Apply(LogLine line)
    {
        Protocol = line.Protocol ?? Protocol;
        MetaData = line.MetaData ?? MetaData;
        if (line.Add is { } add)
        {
            adds[add.Path] = add;
            removes.Remove(add.Path);
        }

        if (line.Remove is { } remove)
        {
            removes[remove.Path] = remove;
            adds.Remove(remove.Path);
        }

        if (line.Txn is { } txn)
        {
            Apply(txn);
        }
    }

    private void Apply(TxnAction txn)
    {
        txns[txn.AppId] = txn;
        if (DropKey.TryParse(txn.AppId) is not { } key)
        {
            return;
        }

        loadIds.Add(key.LoadId);
        // The actions of a checkpoint are unordered.
        if (!newestByIdentity.TryGetValue(key.Identity, out var known) || IsLater((txn.Version, key.LoadId), (known.Version, known.LoadId)))
        {
            newestByIdentity[key.Identity] = (key.LoadId, txn.Version);
        }

        if (last.LoadId is not { } lastId || IsLater((txn.Version, key.LoadId), (last.Version, lastId)))
        {
            last = (txn.Version, key.LoadId, txn.LastUpdated ?? 0);
            lastIdentities.Clear();
        }

        if (last.LoadId == key.LoadId)
        {
            lastIdentities.Add(key.Identity);
        }
    }

    /// <summary>Whether a drop came after another: in a later commit, or later in the same.</summary>
    private static bool IsLater((long Version, LoadId LoadId) drop, (long Version, LoadId LoadId) other) =>
        drop.Version > other.Version || (drop.Version == other.Version && drop.LoadId > other.LoadId);
}
