namespace DataShare.Producers;

/// <summary>
/// A file that cannot be taken as a whole: unreadable, or with columns that do not fit. The message is a
/// sentence that ends in what was expected.
/// </summary>
internal sealed class FileRefusedException : Exception
{
    public FileRefusedException(string rule, string message, Exception? inner = null)
        : base(message, inner) => Rule = rule;

    /// <summary>A short word for the cause: header, format, encoding, quote, truncated, columns, record.</summary>
    public string Rule { get; }
}
