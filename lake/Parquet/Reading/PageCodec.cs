namespace DataShare.Lake;

/// <summary>The compressions of pages, with their numbers in the format.</summary>
internal static class PageCodec
{
    public const int None = 0;

    private const int Lzo = 3;

    public static string Name(int codec) => codec switch
    {
        None => "uncompressed",
        Lzo => "LZO",
        _ => FormattableString.Invariant($"number {codec}"),
    };

    /// <summary>Whether pages of this compression can be read.</summary>
    public static bool IsKnown(int codec) => codec is >= None and <= 7 and not Lzo;
}
