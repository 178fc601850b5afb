using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Makes the files of a round: rows and keys repeat, within a file and between files.</summary>
internal sealed class ModelRows
{
    private readonly Dice dice;
    private readonly DataContract newest;
    private readonly Dictionary<string, IReadOnlyList<string>> pools;
    private readonly List<Dictionary<string, string?>> made = [];

    public ModelRows(Dice dice, IReadOnlyList<DataContract> versions, EngineLimits limits)
    {
        this.dice = dice;
        newest = versions[^1];
        pools = newest.Columns.ToDictionary(c => c.Name, c => ValuePools.For(c, dice, limits), StringComparer.Ordinal);
        if (newest.Write.DeleteMarker is { } marker)
        {
            var column = newest.Columns.Single(c => c.Name == marker.Column);
            var value = MarkerText.Value(marker.Value, column.Type);
            pools[marker.Column] = [value, .. pools[marker.Column].Where(v => v != value)];
        }
    }

    public PlannedFile File(string name, DataContract contract)
    {
        var columns = Header(contract);
        var count = dice.Chance(10) ? 0 : dice.Chance(10) ? dice.Between(20, 50) : dice.Between(1, 12);
        var mayBeBad = dice.Chance(20);
        var rows = Enumerable.Range(0, count).Select(_ => Row(columns, mayBeBad, mayBeBad && dice.Chance(20))).ToList();
        return new PlannedFile(name, [.. columns.Select(c => c.Name)], rows, dice.Chance(30), dice.Pick(["\n", "\r\n"]));
    }

    /// <summary>The columns in any order, without some of the nullable ones; at least one column.</summary>
    private List<ContractColumn> Header(DataContract contract)
    {
        var kept = contract.Columns.Where(c => c.Required || !dice.Chance(10)).ToList();
        return dice.Shuffle(kept.Count > 0 ? kept : contract.Columns);
    }

    /// <param name="mayBeLong">Whether a text may be so long that only a later version accepts it.</param>
    private PlannedRow Row(List<ContractColumn> columns, bool mayBeLong, bool isBad)
    {
        var row = Values();
        made.Add(row);
        var values = columns.Select(c => row[c.Name] is { } v && !mayBeLong && !ValuePools.Fits(v, c) ? "" : row[c.Name]).ToArray();
        var fields = columns.Zip(values, (c, v) => v is null ? null : FileFields.Of(v, c.Type, dice)).ToArray();
        var typed = columns.FindIndex(c => c.Type.Kind is not ColumnKind.String);
        if (!isBad || typed < 0)
        {
            return new PlannedRow(values, fields, IsBad: false);
        }

        if (columns.FindIndex(c => c.Required) is >= 0 and var required && dice.Chance(50))
        {
            (values[required], fields[required]) = (null, null);
            return new PlannedRow(values, fields, IsBad: false);
        }

        fields[typed] = PlannedRow.Spoilt;
        return new PlannedRow(values, fields, IsBad: true);
    }

    /// <summary>The values of an earlier row, of a slightly different row, or of a new row.</summary>
    private Dictionary<string, string?> Values()
    {
        if (made.Count == 0 || dice.Chance(35))
        {
            return newest.Columns.ToDictionary(c => c.Name, Value, StringComparer.Ordinal);
        }

        var row = new Dictionary<string, string?>(dice.Pick(made), StringComparer.Ordinal);
        if (dice.Chance(50))
        {
            var column = dice.Pick(newest.Columns);
            row[column.Name] = Value(column);
        }

        return row;
    }

    private string? Value(ContractColumn column)
    {
        if (!column.Required && dice.Chance(20))
        {
            return null;
        }

        // The marker comes first.
        var pool = pools[column.Name];
        return newest.Write.DeleteMarker?.Column == column.Name ? pool[dice.Chance(30) ? 0 : dice.Between(0, pool.Count - 1)] : dice.Pick(pool);
    }
}
