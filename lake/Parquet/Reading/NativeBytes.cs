using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>Memory that is given back at once: of arrays of this size, the collector keeps some.</summary>
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
