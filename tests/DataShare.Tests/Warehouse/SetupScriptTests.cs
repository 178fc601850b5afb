using System.Text.RegularExpressions;
using DataShare.Warehouse;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>The script that makes database, login and roles on SQL Server.</summary>
public sealed partial class SetupScriptTests
{
    private const string ServiceRights = "alter, create table, create view, delete, insert, select, update";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Is_understood_by_each_server_with_quoted_identifiers_on_and_off(bool quotedIdentifiers)
    {
        TSqlParser[] servers = [new TSql150Parser(quotedIdentifiers), new TSql160Parser(quotedIdentifiers), new TSql170Parser(quotedIdentifiers)];

        Assert.Empty(servers.SelectMany(server => Batches().SelectMany(batch => Errors(server, batch))));
    }

    [Fact]
    public void Is_no_migration() =>
        Assert.DoesNotContain(Migration.Of("sqlserver"), m => m.Sql == SetupScript.SqlServer);

    [Fact]
    public void Needs_only_three_values() =>
        Assert.Equal(
            ["DATABASE", "LOGIN", "PASSWORD"],
            Variable().Matches(SetupScript.SqlServer).Select(m => m.Groups["name"].Value).Distinct().Order());

    [Fact]
    public void Gives_the_service_only_the_rights_that_it_needs()
    {
        var grants = Batches().SelectMany(Grants).ToList();

        Assert.All(grants, g => Assert.Equal("$(LOGIN)", g.To));
        Assert.Equal(ServiceRights, string.Join(", ", grants.Select(g => g.Right).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Lets_the_service_grant_only_the_right_to_read() =>
        Assert.Equal(["select"], Batches().SelectMany(Grants).Where(g => g.HandedOn).Select(g => g.Right));

    private static string[] Batches() => Separator().Split(SetupScript.SqlServer);

    private static IEnumerable<string> Errors(TSqlParser server, string batch)
    {
        server.Parse(new StringReader(batch), out var errors);
        return errors.Select(e => $"{server.GetType().Name}: {e.Message} in line {e.Line} of\n{batch}");
    }

    private static IEnumerable<Grant> Grants(string batch)
    {
        var script = (TSqlScript)new TSql170Parser(initialQuotedIdentifiers: true).Parse(new StringReader(batch), out _);
        return script.Batches
            .SelectMany(b => b.Statements)
            .OfType<GrantStatement>()
            .SelectMany(g => g.Permissions.Select(p => new Grant(
                string.Join(' ', p.Identifiers.Select(i => i.Value)), g.Principals.Single().Identifier.Value, g.WithGrantOption)));
    }

    private sealed record Grant(string Right, string To, bool HandedOn);

    [GeneratedRegex(@"^go$", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\$\((?<name>\w+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
