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
    private QuarantineEntry? entry;
    private RejectedRowsFile? people;
    private RejectedRowsTable? programs;

    public bool IsFull => programs is { IsFull: true };

    public void Write(in RejectedRow row, RecordForm form)
    {
        if (entry is null)
        {
            entry = quarantine.Begin(dataset, loadId);
            people = new RejectedRowsFile(entry.RejectedRowsPath, form);
            programs = new RejectedRowsTable(entry.RejectedRowsTablePath, loadId);
        }

        people!.Write(row);
        programs!.Add(row.Raw, [.. row.Violations.Select(v => v.Kept)]);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => programs?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task<QuarantineEntry?> CompleteAsync(CancellationToken cancellationToken)
    {
        if (entry is not { } completed)
        {
            return null;
        }

        await people!.CompleteAsync(cancellationToken);
        await programs!.CompleteAsync(cancellationToken);
        entry = null;
        await DisposeAsync();
        if (hasRestricted && !OperatingSystem.IsWindows())
        {
            // Records are kept as they came, so that they can be corrected: they contain restricted values.
            File.SetUnixFileMode(completed.RejectedRowsPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(completed.RejectedRowsTablePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return completed;
    }

    public async ValueTask DisposeAsync()
    {
        if (people is not null && programs is not null)
        {
            await people.DisposeAsync();
            await programs.DisposeAsync();
            (people, programs) = (null, null);
        }

        entry?.Dispose();
    }
}
