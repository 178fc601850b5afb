using System.Text;

namespace DataShare.Lake;

/// <summary>Makes a foreign file name valid on every system.</summary>
public static class SafeFileName
{
    /// <summary>The longest name that Linux, Windows and macOS all allow, in bytes of UTF-8.</summary>
    private const int MostBytes = 255;

    private const int LongestEnding = 16;

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

    /// <summary>
    /// The name itself if it is valid. Otherwise <c>_</c> replaces invalid characters, precedes a device name of
    /// Windows, and follows a final dot or space; a long name is cut in the middle.
    /// </summary>
    /// <param name="name">The part before the last slash is removed.</param>
    public static string Of(string name)
    {
        var own = string.Concat(name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Select(c => IsAllowed(c) ? c : '_'));
        if (own.Length == 0 || own[^1] is '.' or ' ')
        {
            own += "_";
        }

        return Cut(IsDevice(own) ? "_" + own : own);
    }

    private static bool IsAllowed(char c) =>
        !char.IsControl(c) && !(OperatingSystem.IsWindows() && Path.GetInvalidFileNameChars().Contains(c));

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd();
        return Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (stem.Length == 4 && char.IsAsciiDigit(stem[3])
                && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
    }

    private static string Cut(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MostBytes)
        {
            return name;
        }

        var ending = Path.GetExtension(name) is { Length: <= LongestEnding } found ? found : "";
        var room = MostBytes - Encoding.UTF8.GetByteCount(ending) - Encoding.UTF8.GetByteCount("…");
        var start = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            start.Append(rune);
        }

        return $"{start}…{ending}";
    }
}
