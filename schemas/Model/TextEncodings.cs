using System.Text;

namespace DataShare.Schemas;

/// <summary>The encodings of files.</summary>
public static class TextEncodings
{
    /// <summary>Encodings that messages suggest; <see cref="Find"/> knows more.</summary>
    public static IReadOnlyList<string> Common { get; } =
        ["utf-8", "utf-16", "utf-16be", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1250", "windows-1252", "ibm850", "shift_jis", "gb18030"];

    /// <summary>
    /// The encoding of an IANA name, including old code pages; null if there is none, and for UTF-7, which can hide
    /// characters from checks.
    /// </summary>
    public static Encoding? Find(string name)
    {
        if (name.Length is 0 or > 40 || name.Equals("utf-7", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
