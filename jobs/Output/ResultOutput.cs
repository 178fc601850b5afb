using Microsoft.Win32.SafeHandles;

namespace DataShare.Jobs;

/// <summary>The reader of standard output has closed it.</summary>
public sealed class OutputClosedException : Exception;

/// <summary>
/// Standard output for results of any length. .NET silently drops output to a closed pipe, so <c>query … | head</c> would
/// read all rows for nothing. This stream ends the command instead.
/// </summary>
internal static class ResultOutput
{
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        // Only for a pipe: on a file, this stream would keep its own position, which later writers to the file do not know.
        var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return output.CanSeek ? Console.OpenStandardOutput() : new Pipe(output);
    }

    private sealed class Pipe(FileStream output) : Stream
    {
        /// <summary>EPIPE, the same on Linux, macOS and the BSDs.</summary>
        private const int NoReader = 32;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                output.Write(buffer);
            }
            catch (IOException e) when (e.HResult == NoReader)
            {
                throw new OutputClosedException();
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
