namespace DataShare.Consumers;

/// <summary>Settings of the consumers.</summary>
public sealed class ConsumerOptions
{
    /// <summary>The base folder for relative paths of file deliveries. Required; in a workspace by default its data folder.</summary>
    public string DataFolder { get; set; } = "";

    /// <summary>
    /// Where to continue with a consumer if the folder of its files has received rows that the warehouse does not know of, because
    /// the warehouse is new, or an older copy. Default: null, which means that nothing is delivered to it until somebody decides.
    /// </summary>
    public ConsumeFrom? AfterLostWarehouse { get; set; }
}
