using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Writes the rejected rows of a file to its quarantine entry: once for people, once for programs.</summary>
/// <param name="hasRestricted">Whether restricted values may be among the rows.</param>
internal sealed class RejectedRowsWriter(QuarantineEntry entry, LoadId loadId, RecordForm form, bool hasRestricted) : IRejectedRowsWriter
{
    private readonly RejectedRowsFile people = new(entry.RejectedRowsPath, form);
    private readonly RejectedRowsTable programs = new(entry.RejectedRowsTablePath, loadId);

    public bool IsFull => programs.IsFull;

    public void Write(in RejectedRow row)
    {
        people.Write(row);
        programs.Add(row.Raw, [.. row.Violations.Select(v => v.Kept)]);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => programs.FlushAsync(cancellationToken);

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await people.CompleteAsync(cancellationToken);
        await programs.CompleteAsync(cancellationToken);
        if (hasRestricted && !OperatingSystem.IsWindows())
        {
            // Records are kept as they came, so that they can be mended: restricted values are in them.
            File.SetUnixFileMode(entry.RejectedRowsPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(entry.RejectedRowsTablePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await people.DisposeAsync();
        await programs.DisposeAsync();
    }
}
