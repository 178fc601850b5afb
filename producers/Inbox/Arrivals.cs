using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Which files of an inbox may be taken now, and which of them together.</summary>
internal sealed class Arrivals(DatasetInbox inbox, ArrivalRules rules, ProducerOptions options, TimeProvider time)
{
    /// <summary>The marker that goes with a file, or null when files settle by size and time.</summary>
    public string? MarkerOf(FileInfo file) => rules.MarkerSuffix is { } suffix ? file.FullName + suffix : null;

    /// <summary>The files that may be taken, and the others with the reason.</summary>
    /// <param name="wait">Whether to wait once for files that were just dropped.</param>
    public async Task<(IReadOnlyList<FileInfo> Settled, IReadOnlyList<NotSettled> Others)> LookAsync(
        ArrivalWatch watch, bool wait, CancellationToken cancellationToken)
    {
        var files = inbox.Scan(rules);
        var settled = files.Where(f => watch.IsSettled(f, rules)).ToList();
        if (wait && settled.Count < files.Count && rules.MarkerSuffix is null)
        {
            // A little longer than asked for, because file times are coarser than clocks.
            await Task.Delay(rules.Settle + TimeSpan.FromMilliseconds(50), time, cancellationToken);
            files = inbox.Scan(rules);
            settled = [.. files.Where(f => watch.IsSettled(f, rules))];
        }

        watch.KeepOnly(files.Select(f => f.FullName).ToHashSet(StringComparer.Ordinal));
        var others = files.ExceptBy(settled.Select(f => f.FullName), f => f.FullName).Select(NotYet).ToList();
        others.AddRange(settled.Select(Unreadable).OfType<NotSettled>());
        settled.RemoveAll(f => others.Any(o => o.Name == f.Name));
        return (settled, others);
    }

    /// <summary>Many small files, or one large one, in the order they came.</summary>
    public IEnumerable<IReadOnlyList<FileInfo>> Batches(IReadOnlyList<FileInfo> files)
    {
        var batch = new List<FileInfo>();
        var bytes = 0L;
        foreach (var file in files)
        {
            var isSmall = file.Length <= options.SmallFileBytes;
            var hasRoom = batch.Count < options.MaxFilesPerCommit && bytes + file.Length <= options.MaxBytesPerCommit;
            if (batch.Count > 0 && !(isSmall && hasRoom))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(file);
            // A large file fills its batch whatever the limit is.
            bytes = isSmall ? bytes + file.Length : options.MaxBytesPerCommit;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>
    /// Null when the file can be read. One that cannot stays in the inbox: claimed, it would stand in the way of the
    /// others.
    /// </summary>
    private NotSettled? Unreadable(FileInfo file)
    {
        try
        {
            File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose();
            return null;
        }
        catch (FileNotFoundException)
        {
            // Another process has just claimed it; the claim will tell.
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new NotSettled(inbox.Dataset, file.Name, $"it cannot be read ({e.Message}); give the user '{Environment.UserName}' the right to read it");
        }
    }

    private NotSettled NotYet(FileInfo file) => new(
        inbox.Dataset,
        file.Name,
        rules.MarkerSuffix is { } suffix
            ? $"its marker '{file.Name}{suffix}' is not there yet"
            : FormattableString.Invariant($"it changed within the last {rules.Settle.TotalSeconds:0.###} s"));
}
