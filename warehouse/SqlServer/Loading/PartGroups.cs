using System.Runtime.CompilerServices;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The row groups of some commits' parts, in order. While one group is used, only the next one is decoded in the
/// background, so memory does not grow with the number of rows.
/// </summary>
internal sealed class PartGroups : IAsyncDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly IAsyncEnumerator<PartGroup> groups;
    private Task<bool> ahead;

    public PartGroups(IEnumerable<CommitPart> parts, DataContract contract, CancellationToken cancellationToken)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        groups = ReadAsync(parts, contract, stop.Token).GetAsyncEnumerator(stop.Token);
        ahead = ReadAhead();
    }

    /// <summary>The next group; null after the last one. The caller disposes it before the next call.</summary>
    /// <exception cref="WarehouseException">A part cannot be read.</exception>
    public async Task<PartGroup?> NextAsync()
    {
        if (!await ahead)
        {
            return null;
        }

        var next = groups.Current;
        ahead = ReadAhead();
        return next;
    }

    /// <summary>Stops reading, closes the file, and waits for both.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ahead.IsCompletedSuccessfully && await ahead)
        {
            groups.Current.Dispose();
        }

        await groups.DisposeAsync();
        stop.Dispose();
    }

    private static async IAsyncEnumerable<PartGroup> ReadAsync(
        IEnumerable<CommitPart> parts, DataContract contract, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            var file = await PartFile.OpenAsync(part, contract, cancellationToken);
            await using var closing = file;
            if (file.RowGroups == 0)
            {
                yield return file.None();
            }

            for (var group = 0; group < file.RowGroups; group++)
            {
                yield return file.Read(group);
            }
        }
    }

    private Task<bool> ReadAhead() => Task.Run(() => groups.MoveNextAsync().AsTask(), stop.Token);
}
