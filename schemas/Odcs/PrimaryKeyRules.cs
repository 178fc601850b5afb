namespace DataShare.Schemas;

/// <summary>Checks that every engine can merge rows by a contract's primary key.</summary>
internal static class PrimaryKeyRules
{
    /// <summary>Gives the columns their positions in the key, and makes the key's columns required.</summary>
    public static IReadOnlyList<ContractColumn> Apply(IReadOnlyList<ColumnReading> columns)
    {
        var key = columns.Where(c => c.IsKey).ToList();
        foreach (var column in key)
        {
            CheckColumn(column);
        }

        CheckPositions(key);
        return
        [
            .. columns.Select(c => c.IsKey
                ? c.Column with { Required = true, PrimaryKeyPosition = c.KeyPosition ?? 1 }
                : c.Column),
        ];
    }

    private static void CheckColumn(ColumnReading column)
    {
        if (column.Column.Type.Kind is ColumnKind.Binary or ColumnKind.Double)
        {
            // Different doubles can print the same text, and SQL Server allows no key on varbinary(max).
            column.Source.Problem("primaryKey", $"a {column.Column.Type} column cannot be part of the primary key; expected text, a whole number, a decimal, a date or a uuid");
        }

        if (column.SaysNullable)
        {
            column.Source.Problem("required", $"the primary key column '{column.Column.Name}' is nullable; expected required: true");
        }
    }

    private static void CheckPositions(List<ColumnReading> key)
    {
        var taken = new Dictionary<int, ColumnReading>();
        foreach (var column in key)
        {
            if (column.KeyPosition is not { } position)
            {
                if (key.Count > 1)
                {
                    column.Source.Problem("primaryKey", $"'{column.Column.Name}' has no primaryKeyPosition; expected 1 to {key.Count}, because the key has {key.Count} columns");
                }
            }
            else if (position < 1 || position > key.Count)
            {
                column.Source.Problem("primaryKeyPosition", $"{position} is not a position in a key of {key.Count}; expected 1 to {key.Count}");
            }
            else if (!taken.TryAdd(position, column))
            {
                column.Source.Problem("primaryKeyPosition", $"position {position} is already used by '{taken[position].Column.Name}'");
            }
        }
    }
}
