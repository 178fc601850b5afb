using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Writes the rejected rows of a file to its quarantine entry: once for people, once for programs. The entry begins with the
/// first row.
/// </summary>
/// <param name="hasRestricted">Whether restricted values may be among the rows.</param>
internal sealed class RejectedRowsWriter(QuarantineStore quarantine, DatasetName dataset, LoadId loadId, bool hasRestricted) : IRejectedRowsWriter
{
    private RejectedRowsFile? people;
    private RejectedRowsTable? programs;

    public QuarantineEntry? Entry { get; private set; }

    public bool IsFull => programs is { IsFull: true };

    public void Write(in RejectedRow row, RecordForm form)
    {
        if (Entry is null)
        {
            Entry = quarantine.Begin(dataset, loadId);
            people = new RejectedRowsFile(Entry.RejectedRowsPath, form);
            programs = new RejectedRowsTable(Entry.RejectedRowsTablePath, loadId);
        }

        people!.Write(row);
        programs!.Add(row.Raw, [.. row.Violations.Select(v => v.Kept)]);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => programs?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (Entry is null)
        {
            return;
        }

        await people!.CompleteAsync(cancellationToken);
        await programs!.CompleteAsync(cancellationToken);
        await CloseAsync();
        if (hasRestricted && !OperatingSystem.IsWindows())
        {
            // Records are kept as they came, so that they can be corrected: restricted values are in them.
            File.SetUnixFileMode(Entry.RejectedRowsPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(Entry.RejectedRowsTablePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Entry?.Dispose();
    }

    private async Task CloseAsync()
    {
        if (people is not null && programs is not null)
        {
            await people.DisposeAsync();
            await programs.DisposeAsync();
            (people, programs) = (null, null);
        }
    }
}
