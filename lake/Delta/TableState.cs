namespace DataShare.Lake;

/// <summary>
/// A table as of a version: what its log amounts to by the protocol's rules of reconciliation. Not for several
/// threads at once.
/// </summary>
internal sealed class TableState
{
    private readonly Dictionary<string, AddAction> adds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RemoveAction> removes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TxnAction> txns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LoadId LoadId, long Version)> newestByIdentity = new(StringComparer.Ordinal);
    private readonly HashSet<LoadId> loadIds = [];
    private long newestDrops = -1;

    /// <summary>-1 before the first commit.</summary>
    public long Version { get; private set; } = -1;

    /// <summary>Of the newest entry; null when it was not read.</summary>
    public string? EntrySha256 { get; private set; }

    public ProtocolAction? Protocol { get; private set; }

    public MetaDataAction? MetaData { get; private set; }

    public IReadOnlyCollection<AddAction> Adds => adds.Values;

    public IReadOnlyCollection<RemoveAction> Removes => removes.Values;

    public IReadOnlyCollection<TxnAction> Txns => txns.Values;

    public int ActionCount => adds.Count + removes.Count + txns.Count;

    /// <summary>Who committed the identity last, or null.</summary>
    /// <param name="onlyNewest">Only if it was in the newest commit that had drops.</param>
    public LoadId? Find(string identity, bool onlyNewest) =>
        newestByIdentity.TryGetValue(identity, out var found) && (!onlyNewest || found.Version == newestDrops)
            ? found.LoadId
            : null;

    /// <summary>A load of the newest commit that had drops; null before the first.</summary>
    public LoadId? NewestLoad { get; private set; }

    public bool Contains(LoadId loadId) => loadIds.Contains(loadId);

    public bool Mentions(string path) => adds.ContainsKey(path) || removes.ContainsKey(path);

    public bool IsActive(string path) => adds.ContainsKey(path);

    /// <exception cref="LakeCorruptException">The table needs what this program does not know.</exception>
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

    /// <summary>Starts from a checkpoint instead of from nothing.</summary>
    /// <param name="entrySha256">Of the entry of the same version, or null when it is gone.</param>
    /// <exception cref="LakeCorruptException">The table needs what this program does not know.</exception>
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
                $"{missing}, which this version of DataShare does not know",
                "Another program has upgraded the table; use a DataShare that knows it.");
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
        if (txn.Version >= newestDrops)
        {
            (newestDrops, NewestLoad) = (txn.Version, key.LoadId);
        }

        // A checkpoint has its actions in no order.
        if (!newestByIdentity.TryGetValue(key.Identity, out var known) || known.Version <= txn.Version)
        {
            newestByIdentity[key.Identity] = (key.LoadId, txn.Version);
        }
    }
}
