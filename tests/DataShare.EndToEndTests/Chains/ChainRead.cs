using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>What a consumer reads of a dataset, and what it has received.</summary>
public sealed class ChainRead(ChainDataset dataset, int major)
{
    public ChainDataset Dataset => dataset;

    public int Major => major;

    /// <summary>The number of the dataset's commits that the consumer has received, or that were before it began.</summary>
    public int Received { get; private set; }

    /// <summary>Continues after so many commits: the consumer begins, or the warehouse is another one.</summary>
    public void ContinueAfter(int commits) => Received = commits;

    /// <summary>Compares all changes that came since the last call with what the commits since then have changed.</summary>
    /// <param name="isOneBatch">
    /// Whether they came in one batch, which has the last change of each row. If not, there may be changes that a later batch replaces.
    /// </param>
    public void Complete(string consumer, IReadOnlyList<string> came, bool isOneBatch)
    {
        var expected = dataset.LastAfter(Received).Select(c => c.SeenBy(major)).Order(StringComparer.Ordinal).ToList();
        if (isOneBatch)
        {
            Equal(consumer, expected, came);
        }
        else
        {
            var possible = dataset.EverAfter(Received).Select(c => c.SeenBy(major)).ToList();
            Equal(consumer, [], Without(expected, came));
            Equal(consumer, [], Without(came, possible));
            if (dataset.Mode is ChainMode.Merge or ChainMode.Snapshot)
            {
                Equal(consumer, expected, LastOfEachKey(came));
            }
        }

        Received = dataset.Commits;
    }

    /// <summary>The lines of one list that another does not have so often.</summary>
    public static List<string> Without(IEnumerable<string> lines, IEnumerable<string> others)
    {
        var left = lines.ToList();
        foreach (var line in others)
        {
            left.Remove(line);
        }

        return left;
    }

    private static IEnumerable<string> LastOfEachKey(IReadOnlyList<string> came) => came.GroupBy(line => line.Split(' ')[1]).Select(g => g.Last());

    private void Equal(string consumer, IEnumerable<string> expected, IEnumerable<string> came)
    {
        var (wanted, found) = (Text(expected), Text(came));
        Assert.True(wanted == found, $"{consumer} of {dataset.Name} v{major} after {Received} of {dataset.Commits} commits\nexpected:\n{wanted}\nfound:\n{found}");
    }

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
