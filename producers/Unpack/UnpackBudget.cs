using System.Globalization;

namespace DataShare.Producers;

/// <summary>Counts the unpacked bytes of one dropped file, and refuses the file if they exceed the limits.</summary>
/// <param name="limits">The limits for unpacked bytes.</param>
/// <param name="packedBytes">The dropped file's size.</param>
internal sealed class UnpackBudget(UnpackOptions limits, long packedBytes)
{
    private long unpacked;
    private long spilled;

    /// <exception cref="FileRefusedException">A limit is exceeded.</exception>
    public void Take(long bytes) => Check(unpacked += bytes);

    /// <summary>Counts bytes that are spilled to disk, separately from the bytes that are read.</summary>
    /// <exception cref="FileRefusedException">A limit is exceeded.</exception>
    public void Spill(long bytes) => Check(spilled += bytes);

    private void Check(long unpacked)
    {
        if (unpacked > limits.MaxBytes)
        {
            throw Refusal($"more than {limits.MaxBytes:N0} bytes", "Producers:Unpack:MaxBytes");
        }

        if (unpacked > UnpackOptions.HarmlessBytes && unpacked / limits.MaxRatio > packedBytes)
        {
            throw Refusal($"more than {limits.MaxRatio:N0} times its size", "Producers:Unpack:MaxRatio");
        }
    }

    private FileRefusedException Refusal(FormattableString found, string setting) => new("unpack", string.Create(
        CultureInfo.InvariantCulture,
        $"The file of {packedBytes:N0} bytes unpacks to {found.ToString(CultureInfo.InvariantCulture)}, which looks like an attempt to fill the disk. If it is intended, send smaller files, or raise DataShare:{setting}"));
}
