namespace DataShare.Lake;

/// <summary>What a Parquet file is refused with: what is wrong with it, in words that do not depend on a library.</summary>
internal static class ParquetDamage
{
    /// <param name="what">A clause such as "its footer is cut off".</param>
    public static InvalidDataException Of(string what, Exception? inner = null) =>
        new($"it is not readable as Parquet: {what}", inner);

    /// <summary>A form of the format that is not read, though the file may be whole.</summary>
    public static InvalidDataException NotRead(string what) => new($"it uses a Parquet feature that is not supported: {what}");
}
