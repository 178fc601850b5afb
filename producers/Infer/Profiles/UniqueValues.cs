using System.Runtime.InteropServices;

namespace DataShare.Producers;

/// <summary>
/// Finds out whether all values of a column differ, by a 64-bit hash of each. Two values with the same hash make a unique
/// column look repeated, never the other way round. Uses at most 8 MB of memory; of more than a million values, sorted runs
/// wait in a temporary file.
/// </summary>
internal sealed class UniqueValues : IDisposable
{
    private const int FirstRun = 1 << 10;
    private const int LongestRun = 1 << 20;

    private readonly List<int> runs = [];
    private ulong[] run = new ulong[FirstRun];
    private int count;
    private FileStream? spilled;

    /// <summary>Whether a repeated value was found so far; others may only be found at the end.</summary>
    public bool IsRepeated { get; private set; }

    public void Add(ReadOnlySpan<byte> value)
    {
        // FNV-1a, without regard to case and without a leading plus: if a reader could take two values for one, they are no key.
        var hash = 14695981039346656037UL;
        foreach (var b in value is [(byte)'+', ..] ? value[1..] : value)
        {
            hash = (hash ^ (b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b)) * 1099511628211UL;
        }

        Add(hash);
    }

    public void Add(ulong value)
    {
        if (IsRepeated)
        {
            return;
        }

        if (count == run.Length)
        {
            MakeRoom();
        }

        run[count++] = value;
    }

    /// <summary>Whether no value came twice. Call it once, after the last value.</summary>
    public bool IsUnique()
    {
        Sort();
        return !IsRepeated && (spilled is null || !HasRepeatsAcrossRuns());
    }

    public void Dispose()
    {
        spilled?.Dispose();
        (spilled, run, count) = (null, [], 0);
    }

    private void MakeRoom()
    {
        Sort();
        if (IsRepeated)
        {
            Dispose();
            IsRepeated = true;
            run = new ulong[1];
        }
        else if (run.Length < LongestRun)
        {
            Array.Resize(ref run, run.Length * 2);
        }
        else
        {
            Spill();
        }
    }

    /// <summary>Sorts the values in memory and looks for equal neighbours.</summary>
    private void Sort()
    {
        var values = run.AsSpan(0, count);
        values.Sort();
        for (var i = 1; i < values.Length && !IsRepeated; i++)
        {
            IsRepeated = values[i] == values[i - 1];
        }
    }

    private void Spill()
    {
        spilled ??= new FileStream(
            Path.Combine(Path.GetTempPath(), $"datashare-infer-{Path.GetRandomFileName()}"),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        spilled.Write(MemoryMarshal.AsBytes(run.AsSpan(0, count)));
        runs.Add(count);
        count = 0;
    }

    private bool HasRepeatsAcrossRuns()
    {
        Spill();
        var heads = new PriorityQueue<SortedRun, ulong>();
        var start = 0L;
        foreach (var length in runs)
        {
            var sorted = new SortedRun(spilled!, start, length);
            start += (long)length * sizeof(ulong);
            if (sorted.Next(out var first))
            {
                heads.Enqueue(sorted, first);
            }
        }

        ulong? before = null;
        while (heads.TryDequeue(out var head, out var value))
        {
            if (value == before)
            {
                return true;
            }

            before = value;
            if (head.Next(out var next))
            {
                heads.Enqueue(head, next);
            }
        }

        return false;
    }

    /// <summary>One run in the file, read piece by piece.</summary>
    private sealed class SortedRun(FileStream file, long start, int left)
    {
        private readonly ulong[] piece = new ulong[Math.Min(left, 4096)];
        private int unread = left;
        private int at;
        private int filled;

        public bool Next(out ulong value)
        {
            if (at == filled && !Fill())
            {
                value = 0;
                return false;
            }

            value = piece[at++];
            return true;
        }

        private bool Fill()
        {
            var wanted = Math.Min(unread, piece.Length);
            var bytes = MemoryMarshal.AsBytes(piece.AsSpan(0, wanted));
            RandomAccess.Read(file.SafeFileHandle, bytes, start);
            (start, unread, at, filled) = (start + bytes.Length, unread - wanted, 0, wanted);
            return wanted > 0;
        }
    }
}
