using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>Visits statements and finds the relation of each column that they name, with the server's rules for nested queries.</summary>
internal sealed class TransactColumnFinder(IReadOnlyList<SqlRelation> relations) : TSqlFragmentVisitor
{
    private readonly Dictionary<string, SqlRelation> known = relations
        .DistinctBy(r => r.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<SelectElement> meaningless = [];
    private readonly HashSet<string> hidden = new(StringComparer.OrdinalIgnoreCase);
    private Scope? scope;

    public Dictionary<SqlRelation, HashSet<string>> Used { get; } = [];

    public Dictionary<SqlRelation, HashSet<string>> Doubtful { get; } = [];

    public override void ExplicitVisit(CommonTableExpression node)
    {
        // From here on, the name means this table expression and not our relation.
        hidden.Add(node.ExpressionName.Value);
        base.ExplicitVisit(node);
    }

    public override void ExplicitVisit(QuerySpecification node)
    {
        Within(node.FromClause?.TableReferences ?? [], () => base.ExplicitVisit(node));
    }

    public override void ExplicitVisit(UpdateSpecification node) =>
        Within([.. node.FromClause?.TableReferences ?? [], node.Target], () => base.ExplicitVisit(node));

    public override void ExplicitVisit(DeleteSpecification node) =>
        Within([.. node.FromClause?.TableReferences ?? [], node.Target], () => base.ExplicitVisit(node));

    public override void ExplicitVisit(MergeSpecification node) =>
        Within([node.TableReference, Named(node.Target, node.TableAlias)], () => base.ExplicitVisit(node));

    /// <summary>Visits only the source, because the listed columns belong to the target table.</summary>
    public override void ExplicitVisit(InsertSpecification node) => node.InsertSource?.Accept(this);

    public override void ExplicitVisit(InsertMergeAction node) => node.Source?.Accept(this);

    public override void ExplicitVisit(AssignmentSetClause node) => node.NewValue?.Accept(this);

    /// <summary>Ignores the selected columns, because <c>exists (select * …)</c> only asks for rows.</summary>
    public override void ExplicitVisit(ExistsPredicate node)
    {
        meaningless.UnionWith((node.Subquery.QueryExpression as QuerySpecification)?.SelectElements ?? []);
        base.ExplicitVisit(node);
    }

    public override void ExplicitVisit(SelectStarExpression node)
    {
        foreach (var relation in meaningless.Contains(node) ? [] : Named(node.Qualifier?.Identifiers))
        {
            Used[relation].UnionWith(relation.Columns.Select(c => c.Name));
        }
    }

    public override void ExplicitVisit(ColumnReferenceExpression node)
    {
        if (node.MultiPartIdentifier?.Identifiers is not { Count: > 0 } names)
        {
            // count(*) only asks for rows.
            return;
        }

        var name = names[^1].Value;
        if (names.Count > 1)
        {
            foreach (var relation in Named([.. names.SkipLast(1)]))
            {
                Used[relation].Add(name);
            }
        }
        else
        {
            NoteBare(name);
        }
    }

    private void NoteBare(string name)
    {
        var isDoubtful = false;
        for (var at = scope; at is not null; at = at.Outer)
        {
            isDoubtful |= at.HasOthers;
            var owners = at.Ours.Values.Where(r => r.Knows(name)).ToList();
            foreach (var owner in owners)
            {
                (isDoubtful ? Doubtful : Used)[owner].Add(name);
            }

            if (owners.Count > 0 && !isDoubtful)
            {
                return;
            }
        }
    }

    /// <summary>The relation that a qualifier names: the nearest one with this name. Without a qualifier, all relations of the query.</summary>
    private IEnumerable<SqlRelation> Named(IList<Identifier>? qualifier)
    {
        if (qualifier is not { Count: > 0 })
        {
            return scope?.Ours.Values ?? Enumerable.Empty<SqlRelation>();
        }

        for (var at = scope; at is not null; at = at.Outer)
        {
            if (at.Ours.TryGetValue(qualifier[^1].Value, out var relation))
            {
                return [relation];
            }
        }

        return [];
    }

    private void Within(IEnumerable<TableReference> from, Action visit)
    {
        scope = new Scope(scope, new Dictionary<string, SqlRelation>(StringComparer.OrdinalIgnoreCase));
        foreach (var table in from)
        {
            Enter(table);
        }

        visit();
        scope = scope.Outer;
    }

    private void Enter(TableReference table)
    {
        switch (table)
        {
            case JoinTableReference join:
                Enter(join.FirstTableReference);
                Enter(join.SecondTableReference);
                break;
            case JoinParenthesisTableReference { Join: { } inner }:
                Enter(inner);
                break;
            case NamedTableReference named when Known(named) is { } relation:
                scope!.Ours.TryAdd(named.Alias?.Value ?? relation.Name, relation);
                Used.TryAdd(relation, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
                Doubtful.TryAdd(relation, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
                break;
            default:
                scope!.HasOthers = true;
                break;
        }
    }

    private SqlRelation? Known(NamedTableReference table)
    {
        var name = table.SchemaObject.BaseIdentifier.Value;
        var isQualified = table.SchemaObject.Identifiers.Count > 1;
        return isQualified || !hidden.Contains(name) ? known.GetValueOrDefault(name) : null;
    }

    /// <summary>The target of a merge, whose alias is a separate part of the statement.</summary>
    private static TableReference Named(TableReference target, Identifier? alias)
    {
        if (target is NamedTableReference { Alias: null } named)
        {
            named.Alias = alias;
        }

        return target;
    }

    /// <summary>The relations that a query or statement reads from, by their names there, and whether it also reads from others.</summary>
    private sealed record Scope(Scope? Outer, Dictionary<string, SqlRelation> Ours)
    {
        /// <summary>Whether an unqualified name may be a column of another table.</summary>
        public bool HasOthers { get; set; }
    }
}
