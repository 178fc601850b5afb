using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;
using ParquetSharp;
using ParquetSharp.IO;

namespace DataShare.Lake;

/// <summary>
/// A file that is open in the library. The library is written in C++ and reports faults as text; they become an
/// <see cref="InvalidDataException"/> that names the column. For one caller.
/// </summary>
internal sealed class LibraryFile : IDisposable
{
    /// <summary>The buffer of a column that is read in small pages.</summary>
    private const int WindowBytes = 32 << 10;

    private readonly InputFile input;
    private readonly ManagedRandomAccessFile access;
    private readonly ParquetFileReader reader;

    /// <param name="file">A file whose footer has been checked.</param>
    public LibraryFile(SafeFileHandle file)
    {
        input = new InputFile(file);
        access = new ManagedRandomAccessFile(input, leaveOpen: true);
        try
        {
            // The library's own pool does not return memory.
            using var properties = ReaderProperties.WithMemoryPool(MemoryPool.SystemMemoryPool());
            properties.EnableBufferedStream();
            properties.BufferSize = WindowBytes;
            properties.EnablePageChecksumVerification();
            reader = new ParquetFileReader(access, properties);
        }
        catch (ParquetException e)
        {
            access.Dispose();
            input.Dispose();
            throw Fault("its footer", e);
        }
    }

    public ColumnReader Open(int group, ParquetInputColumn column)
    {
        try
        {
            using var rows = reader.RowGroup(group);
            return rows.Column(column.Leaf);
        }
        catch (ParquetException e)
        {
            throw Fault(Place(group, column), e);
        }
    }

    /// <summary>For an exception of the library: throws the original exception if reading failed; else returns the content's fault.</summary>
    public Exception Fault(string place, ParquetException fault)
    {
        if (input.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return Damage(place, fault);
    }

    /// <summary>The fault that the library found at a place of a file.</summary>
    public static InvalidDataException Damage(string place, ParquetException fault) => ParquetDamage.Of($"{place}: {Said(fault.Message)}", fault);

    public static string Place(int group, ParquetInputColumn column) =>
        FormattableString.Invariant($"column '{column.ShownName}' of row group {group}");

    public void Dispose()
    {
        reader.Dispose();
        access.Dispose();
        input.Dispose();
    }

    /// <summary>The library's message, without the names of its exception types.</summary>
    private static string Said(string message)
    {
        const string front = "(message: '";
        const string checksum = "could not verify page integrity";
        var start = message.IndexOf(front, StringComparison.Ordinal);
        var said = start < 0 ? message : message[(start + front.Length)..].TrimEnd(')').TrimEnd('\'').TrimEnd('.');
        return said.StartsWith(checksum, StringComparison.Ordinal) ? "a page is damaged: its checksum differs"
            : said.Replace("IOError: ", "", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
    }
}
