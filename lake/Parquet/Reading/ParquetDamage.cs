namespace DataShare.Lake;

/// <summary>The exceptions that refuse a Parquet file, in words that do not depend on the library.</summary>
internal static class ParquetDamage
{
    /// <param name="what">A clause such as "its footer is truncated".</param>
    public static InvalidDataException Of(string what, Exception? inner = null) =>
        new($"it is not readable as Parquet: {what}", inner);

    /// <summary>For an unsupported feature of the format: the file itself may be valid.</summary>
    public static InvalidDataException NotRead(string what) => new($"it uses a Parquet feature that is not supported: {what}");
}
