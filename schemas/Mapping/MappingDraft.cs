using System.Globalization;

namespace DataShare.Schemas;

/// <summary>A line of a proposed mapping.</summary>
/// <param name="Column">The column that gets the value.</param>
/// <param name="Expression">The expression in the contract's form.</param>
/// <param name="Doubt">A sentence about a point to check; null if there is none.</param>
public sealed record DraftedMapping(string Column, string Expression, string? Doubt);

/// <summary>Proposes the mapping of a new major, for both directions.</summary>
/// <param name="Up">For columns of the new major.</param>
/// <param name="Down">For columns of the major below.</param>
public sealed record MappingDraft(IReadOnlyList<DraftedMapping> Up, IReadOnlyList<DraftedMapping> Down)
{
    public bool IsEmpty => Up.Count + Down.Count == 0;

    /// <summary>Leaves out columns that are already mapped or need no mapping.</summary>
    /// <param name="before">The newest version of the major below.</param>
    internal static MappingDraft Of(DataContract before, DataContract candidate) => new(
        [.. Direction(before, candidate, candidate.Mapping.Up)],
        [.. Direction(candidate, before, candidate.Mapping.Down)]);

    private static IEnumerable<DraftedMapping> Direction(DataContract from, DataContract to, IReadOnlyDictionary<string, MappingExpression> written)
    {
        var pairs = ColumnPairs.Of(from, to);
        var free = from.Columns.Except(pairs.Both.Select(p => p.Before)).ToList();
        var wanting = to.Columns.Where(c => !written.ContainsKey(c.Name) && pairs.Both.All(p => p.After != c)).ToList();
        foreach (var column in to.Columns.Where(c => !written.ContainsKey(c.Name)))
        {
            var pair = pairs.Both.FirstOrDefault(p => p.After == column).Before;
            var drafted = pair is not null
                ? OfPair(pair, column)
                : OfNew(column, free.FindAll(f => TypeFit.Holds(column.Type, f.Type) && wanting.Count(w => TypeFit.Holds(w.Type, f.Type)) == 1));
            if (drafted is not null && MappingParser.Parse(drafted.Expression, out _) is { } expression && !MappingCheck.Problems(expression, from, column.Type).Any())
            {
                yield return drafted;
            }
        }
    }

    private static DraftedMapping? OfPair(ContractColumn before, ContractColumn column)
    {
        var name = Identifier(before.Name);
        var fits = TypeFit.Holds(column.Type, before.Type);
        var value = fits ? name
            : column.Type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Int64 && before.Type.Kind is ColumnKind.Decimal or ColumnKind.Double ? $"cast(round({name}) as {TypeName(column.Type)})"
            : $"cast({name} as {TypeName(column.Type)})";
        var isFilled = column.Required && !before.Required && column.InitialDefault is null;
        if (fits && !isFilled)
        {
            return null;
        }

        var doubt = !fits && isFilled ? $"a value that does not fit {column.Type}, or is missing, becomes {Literal(column)}"
            : !fits ? $"a value that does not fit {column.Type} becomes {(column.PrimaryKeyPosition is not null ? "null, which hides the row" : column.Required ? "null, where a value is required" : "null")}"
            : $"choose the value for rows that have none: {Literal(column)} is only a placeholder";
        return new DraftedMapping(column.Name, isFilled ? $"coalesce({value}, {Literal(column)})" : value, doubt);
    }

    /// <param name="free">Columns that nothing maps yet and whose values fit this column.</param>
    private static DraftedMapping? OfNew(ContractColumn column, List<ContractColumn> free) => free is [var only]
        ? new DraftedMapping(column.Name, Identifier(only.Name), $"only if it is the same column as '{only.Name}'; if so, better give it the same id, '{only.Id}'")
        : column.Required && column.InitialDefault is null
            ? new DraftedMapping(column.Name, Literal(column), $"choose the value for rows that have none: {Literal(column)} is only a placeholder")
            : null;

    private static string Literal(ContractColumn column) => column.Type.Kind switch
    {
        ColumnKind.String => column.Rules.Enum is [var first, ..] ? $"'{first.Replace("'", "''", StringComparison.Ordinal)}'" : "''",
        ColumnKind.Boolean => "false",
        ColumnKind.Date => "cast('1970-01-01' as date)",
        ColumnKind.Timestamp or ColumnKind.TimestampLocal => $"cast('1970-01-01T00:00:00' as {TypeName(column.Type)})",
        ColumnKind.Uuid => "cast('00000000-0000-0000-0000-000000000000' as uuid)",
        _ => "0",
    };

    private static string TypeName(ColumnType type) => type.Kind switch
    {
        ColumnKind.String => "varchar",
        ColumnKind.Int8 => "tinyint",
        ColumnKind.Int16 => "smallint",
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision},{type.Scale})"),
        ColumnKind.Timestamp => "timestamptz",
        ColumnKind.TimestampLocal => "timestamp",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Adds quotes if a mapping would not read the bare name as a column.</summary>
    private static string Identifier(string name) => MappingParser.Parse(name, out _) is MappingExpression.Column
        ? name
        : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
