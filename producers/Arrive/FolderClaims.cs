using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The claims of one process on all folders of a dataset.</summary>
internal sealed class FolderClaims : IDisposable
{
    private readonly Dictionary<DatasetInbox, FileClaims> claims = [];

    public FolderClaims(IEnumerable<DatasetInbox> inboxes, LoadIdSource ids, TimeProvider time)
    {
        try
        {
            foreach (var inbox in inboxes)
            {
                claims.Add(inbox, new FileClaims(inbox, ids, time));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public FileClaims Of(DatasetInbox inbox) => claims[inbox];

    public void Dispose()
    {
        foreach (var claim in claims.Values)
        {
            claim.Dispose();
        }
    }
}
