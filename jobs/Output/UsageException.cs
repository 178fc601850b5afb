namespace DataShare.Jobs;

/// <summary>
/// The call or the settings are wrong. The message is for the user: the fault, the expected value, and the command to type
/// next. Ends with <see cref="ExitCode.Usage"/>.
/// </summary>
public sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
