namespace DataShare.Consumers;

/// <summary>Settings of the consumers.</summary>
public sealed class ConsumerOptions
{
    /// <summary>The base folder for relative paths of file deliveries. Required; <c>data</c> in a workspace.</summary>
    public string DataFolder { get; set; } = "";
}
