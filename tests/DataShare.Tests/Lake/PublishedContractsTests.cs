using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Tests.Schemas;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class PublishedContractsTests : IDisposable
{
    private static readonly DatasetName Orders = DatasetName.Parse("orders");
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));
    private readonly PublishedContracts published;

    public PublishedContractsTests() => published = new PublishedContracts(new LakeLayout(folder["lake"]), time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Kept => folder["lake", "contracts", "orders", "1.0.0.yaml"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Before_the_first_publication_there_are_none()
    {
        Assert.Empty(published.Read().Catalog.Datasets);
        Assert.Empty(published.Read().Problems);
        Assert.Empty(published.RetiredMajors());
    }

    [Fact]
    public async Task A_published_version_has_the_bytes_of_its_file_mark_and_line_ends_included()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(ContractText.With().ReplaceLineEndings("\r\n"))];
        var contract = Contract(bytes);

        Assert.Equal(PublishResult.Published, await published.PublishAsync(contract, Ct));

        Assert.Equal(bytes, await File.ReadAllBytesAsync(Kept, Ct));
        Assert.Equal(contract.SourceText, published.Read().Catalog.Find(Orders, new(1, 0, 0))!.SourceText);
        Assert.Equal([".1.0.0.yaml.sha256", "1.0.0.yaml"], Directory.GetFiles(folder["lake", "contracts", "orders"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_bytes_again_are_fine_and_others_change_nothing()
    {
        await published.PublishAsync(Contract(ContractText.With()), Ct);

        Assert.Equal(PublishResult.Same, await published.PublishAsync(Contract(ContractText.With()), Ct));
        Assert.Equal(PublishResult.Other, await published.PublishAsync(Contract(ContractText.With() + "# changed\n"), Ct));
        Assert.Equal(ContractText.With(), await File.ReadAllTextAsync(Kept, Ct));
    }

    [Fact]
    public async Task If_many_callers_publish_different_bytes_at_once_one_wins()
    {
        var contracts = Enumerable.Range(0, 16).Select(i => Contract($"{ContractText.With()}# {i}\n", $"{i}.yaml")).ToList();

        var results = await Task.WhenAll(contracts.Select(c => Task.Run(() => published.PublishAsync(c, Ct).AsTask(), Ct)));

        Assert.Single(results, PublishResult.Published);
        Assert.All(results.Where(r => r != PublishResult.Published), r => Assert.Equal(PublishResult.Other, r));
        var winner = contracts[Array.IndexOf(results, PublishResult.Published)];
        Assert.Equal(winner.SourceText, await File.ReadAllTextAsync(Kept, Ct));
    }

    [Fact]
    public async Task A_file_that_was_changed_since_it_was_read_is_not_published()
    {
        var contract = Contract(ContractText.With());
        await File.AppendAllTextAsync(contract.SourceFile, "# later\n", Ct);

        await Assert.ThrowsAsync<IOException>(async () => await published.PublishAsync(contract, Ct));

        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public async Task A_retired_major_says_by_whom_and_takes_no_files()
    {
        await published.PublishAsync(Contract(ContractText.With()), Ct);

        var note = await published.RetireAsync(Orders, 1, "ada", Ct);
        time.Advance(TimeSpan.FromDays(1));
        var again = await published.RetireAsync(Orders, 1, "bob", Ct);

        Assert.Equal(new RetiredMajor(Orders, 1, "ada", new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero)), note);
        Assert.Equal(note, again);
        Assert.Equal([note], published.RetiredMajors());
        var catalog = published.Read().Catalog;
        Assert.Equal("retired", Assert.Single(catalog.Versions(Orders)).Status);
        Assert.Null(catalog.Newest(Orders));
    }

    [Theory]
    [InlineData("lake/contracts/orders/v1.retired.json", "{", "is damaged: it is not a note that a major was retired")]
    [InlineData("lake/contracts/orders/1.1.0.yaml", "kind: [", "not YAML")]
    public async Task An_unreadable_contract_is_named_and_does_not_affect_other_datasets(string place, string text, string problem)
    {
        await published.PublishAsync(Contract(ContractText.With()), Ct);
        folder.Write("lake/contracts/customers/1.0.0.yaml", ContractText.With().Replace("id: orders", "id: customers", StringComparison.Ordinal));
        var file = folder.Write(place, text);

        var (catalog, problems) = published.Read();

        Assert.Equal(file, Assert.Single(problems).File);
        Assert.Contains(problem, problems[0].Message, StringComparison.Ordinal);
        Assert.Equal([Orders], catalog.Unread);
        Assert.Equal(["customers"], catalog.Datasets.Select(d => d.Value));
    }

    [Fact]
    public async Task Only_one_caller_publishes_at_a_time()
    {
        var first = await published.LockAsync(Ct);
        var second = published.LockAsync(Ct).AsTask();

        Assert.False(second.IsCompleted);
        first.Dispose();
        while (!second.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(1, Ct);
        }

        (await second).Dispose();
    }

    [Fact]
    public async Task After_too_long_a_wait_the_message_names_the_lock()
    {
        using var first = await published.LockAsync(Ct);
        var second = published.LockAsync(Ct).AsTask();

        while (!second.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(60, Ct);
        }

        var late = await Assert.ThrowsAsync<HeldException>(() => second);
        Assert.Matches(@"publishes contracts, still after \d+ s", late.Message);
        Assert.Equal(Environment.ProcessId, late.Holder.ProcessId);
    }

    private DataContract Contract(string yaml, string name = "1.0.0.odcs.yaml") => Contract(System.Text.Encoding.UTF8.GetBytes(yaml), name);

    private DataContract Contract(byte[] yaml, string name = "1.0.0.odcs.yaml")
    {
        var file = folder.WriteBytes($"contracts/orders/{name}", yaml);
        return ContractReader.Read(File.ReadAllText(file), file).Contract!;
    }
}
