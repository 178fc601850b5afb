namespace DataShare.Producers;

/// <summary>
/// A file is refused as a whole: it is unreadable, or its columns do not fit. The message is a sentence without a full stop;
/// its end says what was expected.
/// </summary>
internal sealed class FileRefusedException : Exception
{
    public FileRefusedException(string rule, string message, Exception? inner = null)
        : base(message, inner) => Rule = rule;

    /// <summary>A short word for the cause: header, format, encoding, quote, truncated, columns, record.</summary>
    public string Rule { get; }
}
