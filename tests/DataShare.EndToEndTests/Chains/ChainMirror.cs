using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A consumer whose SQL keeps a copy of each dataset: it replaces the rows that came, and deletes the deleted ones.</summary>
public sealed class ChainMirror(ChainWorkspace workspace, string name, params ChainRead[] reads) : ChainConsumer(workspace, name, reads)
{
    protected override string Deliver => $$"""

          tables:
        {{string.Concat(Reads.Select(r => $"    mirror_{r.Dataset.Name}: id bigint not null, word varchar not null, _contract_version varchar not null, _lake_version bigint not null\n"))}}
          sql: |
        {{string.Concat(Reads.Select(Apply))}}
        """;

    public override void Complete(bool isOneBatch)
    {
        foreach (var read in Reads)
        {
            // A batch without rows makes no table.
            var rows = Workspace.HasTable($"mirror_{read.Dataset.Name}")
                ? FileQuery.Rows(Workspace.Database, $"select id, word, split_part(_contract_version, '.', 1), _lake_version from mirror_{read.Dataset.Name}")
                : [];
            read.ContinueAfter(read.Dataset.Commits);
            Assert.Equal(
                read.Dataset.LastAfter(0).Where(c => !c.Row.IsDeleted).Select(c => c.SeenBy(read.Major)).Order(StringComparer.Ordinal),
                rows.Select(r => r.Split('|')).Select(r => ChainFolder.Line("upsert", r[0], r[1], r[2], r[3])).Order(StringComparer.Ordinal));
        }
    }

    private static string Apply(ChainRead read) => $$$"""
            delete from mirror_{{{read.Dataset.Name}}} where id in (select id from {{{{{read.Dataset.Name}}}}});
            insert into mirror_{{{read.Dataset.Name}}}
            select id, {{{ChainContracts.Word(read.Major)}}}, _contract_version, _lake_version from {{{{{read.Dataset.Name}}}}} where _change = 'upsert';

        """;
}
