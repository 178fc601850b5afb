namespace DataShare.EndToEndTests;

/// <summary>A consumer of the chain, and all that it has received.</summary>
public abstract class ChainConsumer(ChainWorkspace workspace, string name, IEnumerable<ChainRead> reads)
{
    private readonly List<ChainRead> reads = [.. reads];

    public string Name => name;

    public IReadOnlyList<ChainRead> Reads => reads;

    protected ChainWorkspace Workspace => workspace;

    /// <summary>The value of <c>deliver</c> in its definition.</summary>
    protected abstract string Deliver { get; }

    /// <summary>Reads one more dataset from now on.</summary>
    public void Begin(ChainRead read)
    {
        reads.Add(read);
        Define();
    }

    /// <param name="from">Where it begins to read the first dataset.</param>
    public void Define(string from = "start") => workspace.Write($"consumers/{name}.yaml", $$"""
        consumer: {{name}}
        owner: tests@example.com
        reads:
        {{string.Join('\n', reads.Select((r, i) => $"  - {{dataset: {r.Dataset.Name}, major: {r.Major}, columns: [id, {ChainContracts.Word(r.Major)}], from: {(i == 0 ? from : "start")}}}"))}}
        schedule: {onCommit: true}
        deliver: {{Deliver}}

        """);

    /// <summary>Takes what has come since the last call. A command that was killed may also have delivered something.</summary>
    public virtual void Look()
    {
    }

    /// <summary>Compares everything that came since the last call with the commits. The consumer must have received them all.</summary>
    /// <param name="isOneBatch">Whether it came in one batch.</param>
    public abstract void Complete(bool isOneBatch);

    /// <summary>The warehouse was deleted, and with it everything that is only there.</summary>
    public virtual void Lose()
    {
    }

    /// <summary>Returns an action for when an older copy of the warehouse is put back: the copy that is made now.</summary>
    public virtual Action Keep() => static () => { };
}
