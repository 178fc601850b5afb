namespace DataShare.Schemas;

/// <summary>Converts a row of one major version to a row of the next or previous major.</summary>
/// <param name="Columns">One for each column that <paramref name="To"/> lands, in its order.</param>
public sealed record RowMapping(DataContract From, DataContract To, IReadOnlyList<MappedColumn> Columns)
{
    /// <summary>Required columns that can become null for some rows, as far as types and rules show.</summary>
    public IReadOnlyList<MappedColumn> Nullable =>
        [.. Columns.Where(c => c.Target.Required && MappedValueFaults.Of(c.Expression, From, c.Target).Nulls.Count > 0)];

    /// <summary>
    /// Rules that some mapped values can break, as far as types and rules show. Patterns are not checked.
    /// </summary>
    public IReadOnlyList<ForbiddenValues> Forbidden =>
    [
        .. Columns.Where(c => MappedValueFaults.Forbidden(c.Target, MappedValueFaults.Of(c.Expression, From, c.Target)).Any())
            .Select(ForbiddenValues.Of)
            .OfType<ForbiddenValues>(),
    ];

    /// <summary>
    /// Maps each column by the mapping of the newer contract; otherwise by the same column, if its values fit;
    /// otherwise by its default; otherwise to null, if null is allowed.
    /// </summary>
    /// <param name="problems">The reasons why rows cannot be mapped; empty if they can.</param>
    /// <returns>Null when there are problems.</returns>
    public static RowMapping? Between(DataContract from, DataContract to, out IReadOnlyList<string> problems)
    {
        var written = to.Version > from.Version ? to.Mapping.Up : from.Mapping.Down;
        var pairs = ColumnPairs.Of(from, to);
        var (columns, found) = (new List<MappedColumn>(), new List<string>());
        foreach (var column in to.LandedColumns)
        {
            var before = pairs.Both.FirstOrDefault(p => p.After == column).Before;
            if (written.GetValueOrDefault(column.Name) is { } expression)
            {
                found.AddRange(MappingCheck.Problems(expression, from, column.Type).Select(p => $"{column.Name}: {p}"));
                columns.Add(Mapped(column, expression, from));
            }
            else if (column.Name == DataContract.RescuedColumn.Name)
            {
                var has = from.LandedColumns.Any(c => c.Name == column.Name);
                columns.Add(new MappedColumn(column, has ? new MappingExpression.Column(column.Name) : new MappingExpression.Null(), IsMasked: false));
            }
            else if (Unwritten(column, before, out var problem) is { } implied)
            {
                columns.Add(Mapped(column, implied, from));
            }
            else
            {
                found.Add(problem!);
            }
        }

        if (found.Count == 0 && columns.All(c => !c.Expression.Columns.Any()))
        {
            found.Add("no column can be mapped");
        }

        problems = found;
        return found.Count == 0 ? new RowMapping(from, to, columns) : null;
    }

    private static MappedColumn Mapped(ContractColumn target, MappingExpression expression, DataContract from) => new(
        target,
        expression,
        from.Columns.Any(c => c.IsRestricted && expression.Columns.Contains(c.Name, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Null if a value would have to be invented, or an existing value would be lost.</summary>
    private static MappingExpression? Unwritten(ContractColumn column, ContractColumn? before, out string? problem)
    {
        problem = null;
        MappingExpression? byDefault = column.InitialDefault is { } value
            ? new MappingExpression.Cast(new MappingExpression.Text(value), column.Type)
            : null;
        if (before is null)
        {
            problem = column.Required && byDefault is null ? $"{column.Name}: it has no value" : null;
            return byDefault ?? (column.Required ? null : new MappingExpression.Null());
        }

        if (!TypeFit.Holds(column.Type, before.Type))
        {
            problem = $"{column.Name}: not every {before.Type} fits {column.Type}";
            return null;
        }

        var same = new MappingExpression.Column(before.Name);
        var mayBeNull = !before.Required || (before.Rules.TakesNonFinite && !column.Rules.TakesNonFinite);
        if (!mayBeNull || !column.Required)
        {
            return same;
        }

        problem = byDefault is null ? $"{column.Name}: its values can be null{(before.Required ? " (from NaN and infinity)" : "")}, but it is required" : null;
        return byDefault is null ? null : new MappingExpression.Call(MappingFunction.Coalesce, [same, byDefault]);
    }
}

/// <summary>A column and the expression that gives its value.</summary>
/// <param name="IsMasked">Whether its source is restricted.</param>
public sealed record MappedColumn(ContractColumn Target, MappingExpression Expression, bool IsMasked);
