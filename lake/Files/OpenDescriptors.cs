using System.Globalization;

namespace DataShare.Lake;

/// <summary>
/// Files that processes of this machine have open for writing, as far as <c>/proc</c> shows them: only root sees the
/// processes of other users. Linux only.
/// </summary>
internal sealed class OpenDescriptors
{
    /// <summary>O_ACCMODE: the lowest bits of a descriptor's flags show whether it reads, writes or does both.</summary>
    private const int AccessBits = 3;

    private readonly Dictionary<(ulong Inode, ulong Device), string> writers = [];

    private OpenDescriptors()
    {
    }

    public static OpenDescriptors Read()
    {
        var found = new OpenDescriptors();
        foreach (var process in Entries("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
        {
            foreach (var descriptor in Entries(Path.Combine(process, "fd")))
            {
                found.Look(process, descriptor);
            }
        }

        return found;
    }

    /// <summary>The writer, for a sentence: <c>process 4711 (python3)</c>; null if none is visible.</summary>
    public string? WriterOf(string file)
    {
        try
        {
            var stamp = FileStamp.Of(file);
            return writers.GetValueOrDefault((stamp.Inode, stamp.Device));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Look(string process, string descriptor)
    {
        // The descriptor leads to the file itself, even if its name has changed.
        if (FileKinds.Of(descriptor, followLinks: true) is not FileKind.Plain || !IsForWriting(process, descriptor))
        {
            return;
        }

        try
        {
            var stamp = FileStamp.Of(descriptor);
            writers.TryAdd((stamp.Inode, stamp.Device), $"process {Path.GetFileName(process)} ({Name(process)})");
        }
        catch (IOException)
        {
            // The process has closed it in the meantime.
        }
    }

    private static bool IsForWriting(string process, string descriptor)
    {
        var flags = Line(Path.Combine(process, "fdinfo", Path.GetFileName(descriptor)), "flags:");
        return flags is { Length: > 0 } && (Convert.ToInt32(flags[^1].ToString(CultureInfo.InvariantCulture), 8) & AccessBits) is 1 or 2;
    }

    private static string Name(string process) => Line(Path.Combine(process, "comm"), "") ?? "?";

    /// <summary>The rest of the line with this beginning; null if there is none.</summary>
    private static string? Line(string file, string beginning)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault(l => l.StartsWith(beginning, StringComparison.Ordinal))?[beginning.Length..].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
