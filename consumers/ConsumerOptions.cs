namespace DataShare.Consumers;

/// <summary>Settings of the consumers.</summary>
public sealed class ConsumerOptions
{
    /// <summary>The folder that relative paths of file deliveries begin in. Required; <c>data</c> in a workspace.</summary>
    public string DataFolder { get; set; } = "";
}
