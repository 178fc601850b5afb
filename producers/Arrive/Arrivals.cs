using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A folder of a dataset, and the arrival rules of the newest contract version that its files may have.</summary>
internal sealed record ArrivalFolder(DatasetInbox Inbox, ArrivalRules Rules)
{
    public static ArrivalFolder Of(DatasetInbox inbox, IReadOnlyList<DataContract> newestFirst) =>
        new(inbox, (newestFirst.FirstOrDefault(c => inbox.Stated?.Allows(c.Version) ?? true) ?? newestFirst[0]).Inbox.Arrival);
}

/// <summary>A file in one of a dataset's folders.</summary>
internal sealed record Arrival(ArrivalFolder At, FileInfo File)
{
    /// <summary>The path of the file's marker; null when files settle by size and time.</summary>
    public string? Marker => At.Rules.MarkerSuffix is { } suffix ? File.FullName + suffix : null;

    public FileInfo Sidecar => new(File.FullName + Producers.Sidecar.Ending);
}

/// <summary>Decides which files of a dataset's folders can be claimed now, and which of them together.</summary>
internal sealed class Arrivals(IReadOnlyList<ArrivalFolder> folders, ProducerOptions options, TimeProvider time)
{
    /// <summary>The files that can be claimed, and the others, each with the reason.</summary>
    /// <param name="wait">Whether to wait once for files that were just dropped.</param>
    public async Task<(IReadOnlyList<Arrival> Settled, List<DropOutcome.NotSettled> Others)> LookAsync(
        SeenFiles seen, bool wait, CancellationToken cancellationToken)
    {
        var files = Scan();
        var settled = files.Where(f => IsSettled(seen, f)).ToList();
        var quiet = files.Except(settled).Where(f => f.Marker is null).Select(f => f.At.Rules.Settle).DefaultIfEmpty().Max();
        if (wait && quiet > TimeSpan.Zero)
        {
            // A little longer than required, because file times are coarser than clocks.
            await Task.Delay(quiet + TimeSpan.FromMilliseconds(50), time, cancellationToken);
            files = Scan();
            settled = [.. files.Where(f => IsSettled(seen, f))];
        }

        seen.KeepOnly(files.SelectMany(f => new[] { f.File.FullName, f.Sidecar.FullName }).ToHashSet(StringComparer.Ordinal));
        var others = files.Except(settled).Select(NotYet).ToList();
        var unreadable = settled.Select(f => (File: f, Why: Unreadable(f))).Where(f => f.Why is not null).ToList();
        others.AddRange(unreadable.Select(f => f.Why!));
        var writers = new FileWriters();
        var open = settled.Except(unreadable.Select(f => f.File)).Select(f => (File: f, Why: StillOpen(writers, f))).Where(f => f.Why is not null).ToList();
        others.AddRange(open.Select(f => f.Why!));
        others.AddRange(folders.SelectMany(f => f.Inbox.NeverTaken(f.Rules)));
        others.AddRange(folders.SelectMany(f => f.Inbox.LoneSidecars(), (f, sidecar) => new DropOutcome.NotSettled(
            f.Inbox.Dataset, sidecar.Name, $"it is a sidecar, and its file '{sidecar.Name[..^Sidecar.Ending.Length]}' does not exist")));
        return ([.. settled.Except(unreadable.Concat(open).Select(f => f.File))], others);
    }

    /// <summary>Batches of many small files, or of one large file or archive, in the order of arrival.</summary>
    public IEnumerable<IReadOnlyList<Arrival>> Batches(IReadOnlyList<Arrival> files) =>
        Batches(options, files, f => Drop.IsArchive(f.File.Name) ? long.MaxValue : f.File.Length);

    /// <summary>Batches of many small files or of one large file, in the order given.</summary>
    public static IEnumerable<IReadOnlyList<T>> Batches<T>(ProducerOptions options, IEnumerable<T> files, Func<T, long> bytesOf)
    {
        var batch = new List<T>();
        var bytes = 0L;
        foreach (var file in files)
        {
            var length = bytesOf(file);
            var isSmall = length <= options.SmallFileBytes;
            var hasRoom = isSmall && batch.Count < options.MaxFilesPerCommit && bytes + length <= options.MaxBytesPerCommit;
            if (batch.Count > 0 && !hasRoom)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(file);
            // A large file fills its batch, whatever the limit is.
            bytes = isSmall ? bytes + length : options.MaxBytesPerCommit;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>The files of all folders in one order: the last row of a key counts, whichever folder it was dropped in.</summary>
    private List<Arrival> Scan() =>
        [.. folders
            .SelectMany(f => f.Inbox.Scan(f.Rules), (f, file) => new Arrival(f, file))
            .OrderBy(f => f.File, ArrivalOrder.Instance)
            .ThenBy(f => f.At.Inbox.Folder, StringComparer.Ordinal)];

    /// <summary>A marker says that the sidecar is complete too. Without a marker, the sidecar has to settle as well.</summary>
    private static bool IsSettled(SeenFiles seen, Arrival file) =>
        seen.IsSettled(file.File, file.At.Rules)
        && (file.Marker is not null || !file.Sidecar.Exists || seen.IsSettled(file.Sidecar, file.At.Rules));

    /// <summary>
    /// Null when the file can be read. A file that cannot be read stays in the inbox; a claim on it would block the other
    /// files.
    /// </summary>
    private static DropOutcome.NotSettled? Unreadable(Arrival file) =>
        Unreadable(file.At, file.File) ?? FileKinds.Of(file.Sidecar.FullName) switch
        {
            FileKind.Missing => null,
            FileKind.Plain => Unreadable(file.At, file.Sidecar),
            var kind => new DropOutcome.NotSettled(file.At.Inbox.Dataset, file.File.Name, $"its sidecar '{file.Sidecar.Name}' is {kind.Words()}, not a file; replace it with a file, or remove it") { IsStuck = true },
        };

    private static DropOutcome.NotSettled? Unreadable(ArrivalFolder at, FileInfo file)
    {
        try
        {
            File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose();
            return null;
        }
        catch (FileNotFoundException)
        {
            // Another process has just claimed it; our own claim will find that out.
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new DropOutcome.NotSettled(at.Inbox.Dataset, file.Name, $"it cannot be read ({e.Message}); give the user '{Environment.UserName}' the right to read it") { IsStuck = true };
        }
    }

    /// <summary>Null when nobody has the file or its sidecar open for writing, as far as the system tells.</summary>
    private static DropOutcome.NotSettled? StillOpen(FileWriters writers, Arrival file)
    {
        var why = writers.Of(file.File.FullName) is { State: WriterState.Somebody, Who: var who } ? Drop.StillOpen(who)
            : file.Sidecar.Exists && writers.Of(file.Sidecar.FullName) is { State: WriterState.Somebody, Who: var other }
                ? $"its sidecar '{file.Sidecar.Name}' is still open for writing by {other}"
            : null;
        return why is null ? null : new DropOutcome.NotSettled(file.At.Inbox.Dataset, file.File.Name, why) { IsOpen = true };
    }

    private static DropOutcome.NotSettled NotYet(Arrival file) => new(
        file.At.Inbox.Dataset,
        file.File.Name,
        file.At.Rules.MarkerSuffix is { } suffix
            ? $"its marker '{file.File.Name}{suffix}' does not exist yet"
            : FormattableString.Invariant($"it changed within the last {file.At.Rules.Settle.TotalSeconds:0.###} s"));
}

/// <summary>
/// The order of files: by the time at which they were last written. For equal times, the name decides, with digits read
/// as numbers: <c>part-2</c> comes before <c>part-10</c>.
/// </summary>
public sealed class ArrivalOrder : IComparer<FileInfo>, IComparer<string>
{
    public static ArrivalOrder Instance { get; } = new();

    public int Compare(FileInfo? x, FileInfo? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return x.LastWriteTimeUtc.CompareTo(y.LastWriteTimeUtc) is not 0 and var byTime ? byTime : Compare(x.Name, y.Name);
    }

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            var order = char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j])
                ? CompareNumbers(Digits(a, ref i), Digits(b, ref j))
                : a[i++].CompareTo(b[j++]);
            if (order != 0)
            {
                return order;
            }
        }

        // Names that differ only in leading zeros need an order too.
        return (a.Length - i).CompareTo(b.Length - j) is not 0 and var rest ? rest : string.CompareOrdinal(a, b);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text.AsSpan(start, at - start).TrimStart('0');
    }

    private static int CompareNumbers(ReadOnlySpan<char> x, ReadOnlySpan<char> y) =>
        x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);

    /// <summary>Formats the time of a file.</summary>
    public static string Shown(DateTimeOffset writtenAt) => writtenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
