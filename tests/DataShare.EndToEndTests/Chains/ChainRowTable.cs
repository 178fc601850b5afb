using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A consumer whose SQL keeps each row of each batch in a table of its own.</summary>
public sealed class ChainRowTable(ChainWorkspace workspace, string name, params ChainRead[] reads) : ChainConsumer(workspace, name, reads)
{
    private List<string> before = [];

    protected override string Deliver => $$"""

          tables:
            received: dataset varchar not null, number bigint not null, _change varchar not null, id bigint not null, word varchar, _contract_version varchar not null, _lake_version bigint not null, after bigint not null, upto bigint not null
          sql: |
        {{string.Concat(Reads.Select(Insert))}}
        """;

    public override void Complete(bool isOneBatch)
    {
        var all = Workspace.HasTable("received")
            ? FileQuery.Rows(Workspace.Database, """
                select dataset, _change, id, word, split_part(_contract_version, '.', 1), _lake_version
                from received order by dataset, number, _lake_version
                """).Select(r => r.Split('|')).Select(r => $"{r[0]}: {ChainFolder.Line(r[1], r[2], r[3], r[4], r[5])}").ToList()
            : [];
        Assert.Empty(ChainRead.Without(before, all));
        var came = ChainRead.Without(all, before);
        foreach (var read in Reads)
        {
            var prefix = read.Dataset.Name + ": ";
            read.Complete(Name, [.. came.Where(l => l.StartsWith(prefix, StringComparison.Ordinal)).Select(l => l[prefix.Length..])], isOneBatch);
        }

        before = all;
    }

    public override void Lose()
    {
        before = [];
        foreach (var read in Reads)
        {
            read.ContinueAfter(0);
        }
    }

    public override Action Keep()
    {
        var (kept, received) = (before, Reads.Select(r => r.Received).ToList());
        return () =>
        {
            before = kept;
            foreach (var (read, commits) in Reads.Zip(received))
            {
                read.ContinueAfter(commits);
            }
        };
    }

    private static string Insert(ChainRead read) => $$$"""
            insert into received
            select '{{{read.Dataset.Name}}}', (select count(*) from received), _change, id, {{{ChainContracts.Word(read.Major)}}}, _contract_version, _lake_version, {{{{{read.Dataset.Name}}}.from}}, {{{{{read.Dataset.Name}}}.to}}
            from {{{{{read.Dataset.Name}}}}};

        """;
}
