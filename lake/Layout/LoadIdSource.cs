using System.Buffers.Binary;

namespace DataShare.Lake;

/// <summary>
/// Makes increasing load ids: within one source a later id is always ordinally greater, even within the same
/// millisecond or after the clock was set back. The rule "the last row of the newest load wins" depends on it.
/// </summary>
public sealed class LoadIdSource(TimeProvider time, Random random)
{
    private readonly Lock gate = new();
    private long lastMilliseconds;
    private UInt128 lastRandomness;

    public LoadId Next()
    {
        lock (gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > lastMilliseconds)
            {
                lastMilliseconds = now;
                Span<byte> fresh = stackalloc byte[16];
                random.NextBytes(fresh);
                // The top byte of the 80 bits stays free, so that counting up never overflows. The lowest bits stay free for
                // the members of an archive.
                lastRandomness = (BinaryPrimitives.ReadUInt128BigEndian(fresh) >> 56) & ~(UInt128)LoadId.MostMembers;
            }
            else
            {
                lastRandomness += LoadId.MostMembers + 1;
            }

            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, ((UInt128)(ulong)lastMilliseconds << 80) | lastRandomness);
            return LoadId.From(new Ulid(bytes));
        }
    }
}
