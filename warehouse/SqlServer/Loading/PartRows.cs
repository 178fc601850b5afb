using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The rows of some commits' parts, commit by commit, for SqlBulkCopy: the contract's columns, then
/// <see cref="StoredColumns.Added"/>; or the keys of the rows that a commit keeps. Memory does not grow with the number of
/// rows. For one caller.
/// </summary>
/// <remarks>
/// Text is <see cref="string"/>, numbers are <see cref="short"/> to <see cref="long"/>, <see cref="double"/> and
/// <see cref="decimal"/>, beyond 28 digits <see cref="System.Data.SqlTypes.SqlDecimal"/>. Dates and local timestamps are
/// <see cref="DateTime"/> of unspecified kind, timestamps <see cref="DateTimeOffset"/> in UTC, to the microsecond.
/// </remarks>
internal sealed class PartRows : ForwardReader
{
    private readonly IReadOnlyList<PlacedCommit> commits;
    private readonly Func<LakeCommit, (IReadOnlyList<LakePart> Parts, long Rows)> taken;
    private readonly (string Name, ColumnType Type)[] columns;
    private readonly PartGroups groups;
    private readonly CancellationToken stop;
    private PartGroup? group;
    private bool isClosed;

    /// <summary>The current commit, the number of its rows read so far, and its part that does not match.</summary>
    private int reading;
    private long rowsOfCommit;
    private string? odd;

    private PartRows(
        IReadOnlyList<PlacedCommit> commits,
        Func<LakeCommit, (IReadOnlyList<LakePart> Parts, long Rows)> taken,
        IEnumerable<(string, ColumnType)> columns,
        DataContract contract,
        CancellationToken cancellationToken)
    {
        (this.commits, this.taken, this.columns) = (commits, taken, [.. columns]);
        stop = cancellationToken;
        groups = new PartGroups(commits.SelectMany(c => taken(c.Commit).Parts, (commit, part) => new CommitPart(commit, part)), contract, cancellationToken);
    }

    /// <summary>The number of rows read so far, over all commits.</summary>
    public long RowsRead { get; private set; }

    public override int FieldCount => columns.Length;

    /// <summary>Whether the commits should have rows.</summary>
    public override bool HasRows => commits.Any(c => taken(c.Commit).Rows > 0);

    public override bool IsClosed => isClosed;

    /// <summary>Begins to read, in the order of the commits.</summary>
    /// <param name="contract">The newest of the commits' contracts.</param>
    /// <param name="cancellationToken">Stops the reading; it cannot continue.</param>
    public static PartRows Open(
        IReadOnlyList<PlacedCommit> commits, DataContract contract, CancellationToken cancellationToken) => new(
            commits,
            c => (c.Parts, c.AcceptedRows),
            [.. contract.LandedColumns.Select(c => (c.Name, c.Type)), .. StoredColumns.Added.Select(c => (c.Name, c.Type))],
            contract,
            cancellationToken);

    /// <summary>Begins to read the keys of the rows that a commit keeps, in the key's order.</summary>
    public static PartRows OpenKept(PlacedCommit commit, DataContract contract, CancellationToken cancellationToken) => new(
        [commit],
        c => (c.KeptParts ?? [], (c.KeptParts ?? []).Sum(p => p.Rows)),
        contract.PrimaryKey.Select(c => (c.Name, c.Type)),
        contract,
        cancellationToken);

    /// <exception cref="WarehouseException">
    /// A part cannot be read, or a commit that was read does not have the number of rows that it accepted.
    /// </exception>
    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        do
        {
            stop.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
            if (group is not null && group.MoveNext())
            {
                RowsRead++;
                rowsOfCommit++;
                return true;
            }
        }
        while (await MoveToNextGroupAsync());

        return false;
    }

    public override bool Read() => ReadAsync(stop).GetAwaiter().GetResult();

    /// <exception cref="WarehouseException">The value is not of the contract's type.</exception>
    public override object GetValue(int ordinal)
    {
        try
        {
            return Row.Value(ordinal);
        }
        catch (InvalidDataException e)
        {
            throw Refused(ordinal, e);
        }
    }

    public override bool IsDBNull(int ordinal) => Row.IsNull(ordinal);

    public override string GetName(int ordinal) => columns[ordinal].Name;

    public override Type GetFieldType(int ordinal) => PartConversion.StoredType(columns[ordinal].Type);

    /// <summary>Ignores case, because no two names of a contract differ only in case.</summary>
    public override int GetOrdinal(string name)
    {
        var ordinal = Array.FindIndex(columns, c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return ordinal >= 0 ? ordinal : throw new ArgumentException($"There is no column '{name}'.", nameof(name));
    }

    public override void Close() => CloseAsync().GetAwaiter().GetResult();

    /// <summary>Stops reading in the background and closes the files. May be repeated.</summary>
    public override async Task CloseAsync()
    {
        if (!isClosed)
        {
            isClosed = true;
            group?.Dispose();
            group = null;
            await groups.DisposeAsync();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    private PartGroup Row => group ?? throw new InvalidOperationException("There is no current row.");

    private WarehouseException Refused(int ordinal, InvalidDataException fault)
    {
        var first = Array.FindIndex(columns, c => c.Name == StoredColumns.LoadId);
        var where = first < 0 ? "" : $", in source row {Row.Value(first + 1)} of load id {Row.Value(first)}";
        return Row.Part.Refused(new InvalidDataException($"its column '{GetName(ordinal)}'{where}: {fault.Message}", fault));
    }

    private async Task<bool> MoveToNextGroupAsync()
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        group?.Dispose();
        group = null;
        group = await groups.NextAsync();
        while (reading < commits.Count && !ReferenceEquals(commits[reading], group?.Part.Commit))
        {
            EndCommit();
        }

        if (group is { Part.Part: var part, PartRows: var rows } && part.Rows >= 0 && part.Rows != rows)
        {
            odd ??= PlacedCommit.OddPart(part, rows);
        }

        return group is not null;
    }

    private void EndCommit()
    {
        var commit = commits[reading];
        if (rowsOfCommit != taken(commit.Commit).Rows)
        {
            throw PlacedCommit.Mismatch([commit], rowsOfCommit, odd);
        }

        reading++;
        (rowsOfCommit, odd) = (0, null);
    }
}
