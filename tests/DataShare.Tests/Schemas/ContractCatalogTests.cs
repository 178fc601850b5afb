using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class ContractCatalogTests : IDisposable
{
    private static readonly DatasetName Orders = DatasetName.Parse("orders");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Holds_all_versions_in_ascending_order_whatever_their_files_are_called()
    {
        Write("orders/1.10.0.odcs.yaml", "1.10.0");
        Write("orders/1.9.0.yaml", "1.9.0");
        Write("orders/2.0.0.yml", "2.0.0");
        Write("customers/1.0.0.odcs.yml", "1.0.0", id: "customers");

        var (catalog, problems) = ContractCatalog.Load(folder.Root);

        Assert.Empty(problems);
        Assert.Equal(["customers", "orders"], catalog.Datasets.Select(d => d.Value));
        Assert.Equal(["1.9.0", "1.10.0", "2.0.0"], catalog.Versions(Orders).Select(v => v.Version.ToString()));
        Assert.Equal("1.10.0", catalog.Newest(Orders, 1)!.Version.ToString());
        Assert.Equal("1.9.0", catalog.Find(Orders, ContractVersion.Parse("1.9.0"))!.Version.ToString());
        Assert.Empty(catalog.Versions(DatasetName.Parse("nothing")));
        Assert.Null(catalog.Newest(Orders, 3));
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("proposed")]
    [InlineData("retired")]
    public void The_newest_version_is_one_that_takes_files(string status)
    {
        Write("orders/1.0.0.yaml", "1.0.0");
        Write("orders/1.1.0.yaml", "1.1.0", more: $"status: {status}");

        Assert.Equal("1.0.0", ContractCatalog.Load(folder.Root).Catalog.Newest(Orders)!.Version.ToString());
    }

    [Fact]
    public void A_broken_file_is_reported_and_the_others_are_read()
    {
        Write("orders/1.0.0.yaml", "1.0.0");
        Write("orders/1.1.0.yaml", "1.1.0", more: "colour: blue");

        var (catalog, problems) = ContractCatalog.Load(folder.Root);

        Assert.Equal($"{folder["orders", "1.1.0.yaml"]}(9,1): unknown key 'colour'; known: apiVersion, kind, id, version, name, status, team, servers, schema, customProperties, slaProperties, description, tags, domain, tenant, dataProduct, context, support, price, roles, slaDefaultElement, authoritativeDefinitions, contractCreatedTs", Assert.Single(problems).ToString());
        Assert.Equal(["1.0.0"], catalog.Versions(Orders).Select(v => v.Version.ToString()));
    }

    [Theory]
    [InlineData("customers/1.0.0.yaml", "(3,5): the contract of 'orders' is in customers/1.0.0.yaml; expected it in orders/1.0.0.odcs.yaml")]
    [InlineData("1.0.0.yaml", "(3,5): the contract of 'orders' is in 1.0.0.yaml; expected it in orders/1.0.0.odcs.yaml")]
    [InlineData("orders/old/1.0.0.yaml", "(3,5): the contract of 'orders' is in orders/old/1.0.0.yaml; expected it in orders/1.0.0.odcs.yaml")]
    [InlineData("orders/1.0.1.yaml", "(4,10): version 1.0.0 is in orders/1.0.1.yaml; expected it in orders/1.0.0.odcs.yaml")]
    public void A_file_in_the_wrong_place_is_refused(string place, string expected)
    {
        Write(place, "1.0.0");

        var (catalog, problems) = ContractCatalog.Load(folder.Root);

        Assert.Equal(Path.Combine(folder.Root, place) + expected, Assert.Single(problems).ToString());
        Assert.Empty(catalog.Datasets);
    }

    [Fact]
    public void A_version_in_two_files_is_refused_in_both()
    {
        Write("orders/1.0.0.odcs.yaml", "1.0.0");
        Write("orders/1.0.0.yml", "1.0.0");
        Write("orders/1.1.0.yml", "1.1.0");

        var (catalog, problems) = ContractCatalog.Load(folder.Root);

        Assert.Equal(
            [
                $"{folder["orders", "1.0.0.odcs.yaml"]}(4,10): version 1.0.0 of 'orders' is also in {folder["orders", "1.0.0.yml"]}; expected one file per version",
                $"{folder["orders", "1.0.0.yml"]}(4,10): version 1.0.0 of 'orders' is also in {folder["orders", "1.0.0.odcs.yaml"]}; expected one file per version",
            ],
            problems.Select(p => p.ToString()));
        Assert.Equal(["1.1.0"], catalog.Versions(Orders).Select(v => v.Version.ToString()));
    }

    [Fact]
    public void A_column_has_its_first_default_and_the_versions_without_it()
    {
        Write("orders/1.0.0.yaml", "1.0.0", "{id: c1, name: a, logicalType: string}");
        Write("orders/1.1.0.yaml", "1.1.0", Columns("b", "x"));
        Write("orders/1.2.0.yaml", "1.2.0", Columns("c", "y"));
        Write("orders/1.3.0.yaml", "1.3.0", Columns("c", "z"), more: "status: draft");

        var columns = ContractCatalog.Load(folder.Root).Catalog.Majors(Orders).Find(1)!.Columns;

        Assert.Equal(("y", "x", "1.0.0", "b"), (columns[1].Default, columns[1].InitialDefault, string.Join(',', columns[1].Birth!.Before), string.Join(',', columns[1].FormerNames)));
        Assert.Empty(columns[0].Birth!.Before);

        static string Columns(string name, string value) =>
            $"{{id: c1, name: a, logicalType: string}}, {{id: c2, name: {name}, logicalType: string, customProperties: [{{property: default, value: {value}}}]}}";
    }

    [Theory]
    [InlineData("name: a", "id: c1, name: a", "id: c1, name: b", "a")]
    [InlineData("id: a, name: a", "id: c1, name: a", "id: c1, name: b", "a")]
    [InlineData("id: c1, name: a", "id: c1, name: b", "name: b", "a")]
    [InlineData("id: a, name: a", "id: a, name: b", "id: a, name: c", "b,a")]
    [InlineData("name: a", "name: a", "name: a", "")]
    public void A_column_whose_id_was_added_or_removed_later_exists_from_the_beginning(string first, string second, string third, string former)
    {
        foreach (var (i, column) in new[] { first, second, third }.Index())
        {
            Write($"orders/1.{i}.0.yaml", $"1.{i}.0", $"{{{column}, logicalType: string, customProperties: [{{property: default, value: x}}]}}");
        }

        var newest = Assert.Single(ContractCatalog.Load(folder.Root).Catalog.Majors(Orders).Find(1)!.Columns);

        Assert.Equal(("", former), (string.Join(',', newest.Birth!.Before), string.Join(',', newest.FormerNames)));
    }

    [Fact]
    public void A_removed_id_is_never_used_again()
    {
        Write("orders/1.0.0.yaml", "1.0.0", "{id: c1, name: a, logicalType: date}, {id: c2, name: b, logicalType: date}");
        Write("orders/1.1.0.yaml", "1.1.0", "{id: c1, name: a, logicalType: date}");
        Write("orders/1.2.0.yaml", "1.2.0", "{id: c1, name: a, logicalType: date}, {id: c2, name: z, logicalType: string}");

        var problem = Assert.Single(ContractCatalog.Load(folder.Root).Problems);

        Assert.Equal($"{folder["orders", "1.2.0.yaml"]}(7,61): the id 'c2' was removed in version 1.1.0; expected a new id: an id is never reused", problem.ToString());
    }

    [Theory]
    [InlineData("1.0.0 c1; 2.0.0 c1; 2.1.0 c1 c9; 1.1.0 c1 c9", "")]
    [InlineData("1.0.0 c1; 1.1.0 c1 c9; 2.0.0 c1; 2.1.0 c1; 2.2.0 c1 c9; 3.0.0 c1 c9", "")]
    [InlineData("1.0.0 c1; 2.0.0 c1; 3.0.0 c1; 3.1.0 c1 c9; 1.1.0 c1 c9; 2.1.0 c1 c9", "")]
    [InlineData("1.0.0 c1 c9; 2.0.0 c1; 2.1.0 c1 c9", "2.1.0 c9 2.0.0")]
    [InlineData("1.0.0 c1 c9; 1.1.0 c1; 1.2.0 c1 c9; 2.0.0 c1", "1.2.0 c9 1.1.0")]
    [InlineData("1.0.0 c1 c9; 2.0.0 c1; 3.0.0 c1 c9", "3.0.0 c9 2.0.0")]
    [InlineData("1.0.0 c1; 1.1.0 c1 c9; 2.0.0 c1 c9; 2.1.0 c1; 2.2.0 c1 c9", "2.2.0 c9 2.1.0")]
    public void Only_ids_that_the_parent_version_lacks_count_as_removed(string versions, string expected)
    {
        foreach (var (version, ids) in versions.Split("; ").Select(v => v.Split(' ', 2)).Select(v => (v[0], v[1])))
        {
            Write($"orders/{version}.yaml", version, string.Join(", ", ids.Split(' ').Select(i => $"{{id: {i}, name: of_{i}, logicalType: date}}")));
        }

        var problems = ContractCatalog.Load(folder.Root).Problems.Select(p =>
            $"{Path.GetFileNameWithoutExtension(p.File)} {p.Message.Split('\'')[1]} {p.Message.Split("in version ")[1].Split(';')[0]}");

        Assert.Equal(expected.Length == 0 ? [] : [expected], problems);
    }

    [Fact]
    public void Hidden_files_and_other_endings_are_skipped()
    {
        folder.Write("orders/.1.0.0.yaml", "not a contract");
        folder.Write("orders/readme.md", "not a contract");

        Assert.Empty(ContractCatalog.Load(folder.Root).Problems);
    }

    [Fact]
    public void A_rule_that_is_newer_than_a_published_contract_does_not_apply_to_it()
    {
        const string server = "servers: [{server: inbox, type: local, customProperties: [{property: csv, value: {dateFormats: [dd.MM], trueValues: [y], falseValues: [Y]}}]}]";
        Write("orders/1.0.0.yaml", "1.0.0", more: server);

        Assert.Equal(2, ContractCatalog.Load(folder.Root).Problems.Count);
        var (catalog, problems) = ContractCatalog.LoadPublished(folder.Root);

        Assert.Empty(problems);
        Assert.Equal(["dd.MM"], catalog.Newest(Orders)!.Inbox.Csv.DateFormats);
    }

    [Fact]
    public void A_missing_folder_is_a_problem() =>
        Assert.Contains("the folder does not exist", Assert.Single(ContractCatalog.Load(folder["none"]).Problems).Message, StringComparison.Ordinal);

    private void Write(string place, string version, string columns = "{name: a, logicalType: date}", string id = "orders", string more = "") =>
        folder.Write(
            place,
            $"""
            apiVersion: v3.1.0
            kind: DataContract
            id: {id}
            version: {version}
            schema:
              - name: {id}
                properties: [{columns}]

            {more}
            """);
}
