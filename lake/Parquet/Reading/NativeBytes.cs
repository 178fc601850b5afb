using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>Native memory, which is freed at once: the garbage collector keeps arrays of this size for a while.</summary>
internal sealed unsafe class NativeBytes(int length) : IDisposable
{
    private byte* bytes = (byte*)NativeMemory.Alloc((nuint)length);

    public IntPtr Start => (IntPtr)bytes;

    public Span<byte> Span => new(bytes, length);

    public void Dispose()
    {
        NativeMemory.Free(bytes);
        bytes = null;
    }
}
