using System.Globalization;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// A long history with <c>kill -9</c> throughout. <c>DATASHARE_CHAIN_COMMITS</c> makes it longer, and <c>DATASHARE_CHAIN_SEED</c>
/// repeats one.
/// </summary>
public sealed class ChainTests
{
    private const int DefaultCommits = 24;

    [Fact]
    public async Task Batches_names_and_versions_are_exact_whatever_happens_to_the_warehouse()
    {
        var seed = Setting("DATASHARE_CHAIN_SEED") ?? Random.Shared.Next();
        using var chain = new Chain(seed);
        var failure = await Record.ExceptionAsync(() => chain.RunAsync(Setting("DATASHARE_CHAIN_COMMITS") ?? DefaultCommits));
        Assert.True(failure is null, $"DATASHARE_CHAIN_SEED={seed}: {failure}\nlast commands, each with the value of the crash switch and the exit code:\n{chain.Commands.Told}");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : null;
}
