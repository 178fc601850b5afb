using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// An open part that is read as a table's columns: the contract's, and <see cref="StoredColumns.Added"/>. Columns are
/// found by name; a column that the part lacks is null. For kept rows, only the key's columns are read.
/// </summary>
internal sealed class PartFile : IAsyncDisposable
{
    private readonly CommitPart part;
    private readonly ParquetInput input;
    private readonly IReadOnlyList<(ParquetInputColumn? Source, Func<IParquetValues, PartColumn> Open)> columns;
    private readonly ConstantColumn version;
    private readonly ConstantColumn place;
    private readonly bool isKept;

    private PartFile(CommitPart part, ParquetInput input, DataContract contract)
    {
        isKept = part.Part.IsKept;
        this.part = part;
        this.input = input;
        version = new ConstantColumn(part.Commit.Commit.Version);
        place = new ConstantColumn(part.Commit.Place.Number);
        for (var group = 0; group < input.RowGroups; group++)
        {
            Rows += input.Rows(group);
        }

        columns = isKept
            ? [.. contract.PrimaryKey.Select(Plan)]
            : [.. contract.LandedColumns.Select(Plan), PlanLoadId(), Plan(StoredColumns.SourceRow, new ColumnType(ColumnKind.Int64))];
    }

    /// <summary>The number of rows in all row groups.</summary>
    public long Rows { get; }

    public int RowGroups => input.RowGroups;

    /// <exception cref="WarehouseException">The part is missing, cannot be read, or does not fit the contract.</exception>
    public static async Task<PartFile> OpenAsync(CommitPart part, DataContract contract, CancellationToken cancellationToken)
    {
        ParquetInput? input = null;
        try
        {
            input = await ParquetInput.OpenAsync(part.Part.Path, null, cancellationToken);
            return new PartFile(part, input, contract);
        }
        catch (InvalidDataException e)
        {
            if (input is not null)
            {
                await input.DisposeAsync();
            }

            throw part.Refused(e);
        }
    }

    /// <summary>Decodes all columns of a row group.</summary>
    /// <exception cref="WarehouseException">Its pages are damaged.</exception>
    public PartGroup Read(int group)
    {
        var read = new List<PartColumn>(columns.Count + 3);
        try
        {
            foreach (var (source, open) in columns)
            {
                read.Add(source is null ? ConstantColumn.Null : open(input.Read(group, source)));
            }

            return new PartGroup(
                part, Rows, input.Rows(group), isKept ? [.. read] : [.. read, version, new ContractVersionColumn(read.OfType<DropColumn>().Single()), place]);
        }
        catch (Exception e)
        {
            read.ForEach(c => c.Dispose());
            if (e is InvalidDataException damage)
            {
                throw part.Refused(damage);
            }

            throw;
        }
    }

    /// <summary>An empty group, for a part without row groups.</summary>
    public PartGroup None() => new(part, 0, 0, []);

    public ValueTask DisposeAsync() => input.DisposeAsync();

    private (ParquetInputColumn?, Func<IParquetValues, PartColumn>) Plan(ContractColumn column) =>
        Plan(column.FormerNames.Prepend(column.Name).FirstOrDefault(n => Find(n) is not null) ?? column.Name, column.Type);

    private (ParquetInputColumn?, Func<IParquetValues, PartColumn>) Plan(string name, ColumnType type)
    {
        if (Find(name) is not { } source)
        {
            return (null, _ => ConstantColumn.Null);
        }

        return (source, PartConversion.For(type, source) ?? throw new InvalidDataException(
            $"its column '{name}' is {source.Description}, which cannot be stored as {type} without loss"));
    }

    private (ParquetInputColumn?, Func<IParquetValues, PartColumn>) PlanLoadId()
    {
        var drops = new DropIndex(part.Commit.Commit);
        var source = Find(StoredColumns.LoadId);
        return source?.Type == typeof(ReadOnlyMemory<char>)
            ? (source, values => new DropColumn((ParquetValues<ReadOnlyMemory<char>>)values, drops))
            : throw new InvalidDataException($"it has no column '{StoredColumns.LoadId}'; another program may have written it");
    }

    /// <summary>Ignores case, because no two names of a contract differ only in case.</summary>
    private ParquetInputColumn? Find(string name) =>
        input.Columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
