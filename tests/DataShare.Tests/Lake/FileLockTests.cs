using System.Diagnostics;
using System.Globalization;
using DataShare.Lake;
using DataShare.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class FileLockTests : IDisposable
{
    private const string Doing = "takes files of dataset 'orders'";

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));
    private readonly Lines log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string File => folder[".turn"];

    [Fact]
    public void Only_one_caller_holds_it_at_a_time()
    {
        var first = FileLock.TryTake(File, time);

        Assert.NotNull(first);
        Assert.True(FileLock.IsHeld(File));
        Assert.Null(FileLock.TryTake(File, time));
        first.Dispose();
        Assert.False(FileLock.IsHeld(File));
        using var next = FileLock.TryTake(File, time);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task After_a_moment_a_waiting_caller_is_told_once_who_holds_it()
    {
        var first = FileLock.TryTake(File, time)!;
        var second = TakeAsync(TimeSpan.FromMinutes(5));
        await AdvanceAsync(second, TimeSpan.FromMilliseconds(900));
        Assert.Empty(log.Texts);

        await AdvanceAsync(second, TimeSpan.FromSeconds(10));
        first.Dispose();
        await UntilEndAsync(second);

        (await second).Dispose();
        var told = Assert.Single(log.Texts);
        Assert.StartsWith($"Waiting for process {Environment.ProcessId} (", told, StringComparison.Ordinal);
        Assert.EndsWith($"since 2026-01-31 10:00:00Z, which {Doing}, for at most 300 s", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_longest_wait_the_message_says_what_to_do()
    {
        using var first = FileLock.TryTake(File, time);
        var second = TakeAsync(TimeSpan.FromMinutes(5));

        await UntilEndAsync(second);

        var held = await Assert.ThrowsAsync<HeldException>(() => second);
        Assert.Equal(Environment.ProcessId, held.Holder.ProcessId);
        Assert.Matches(
            $@"{Doing}, still after \d+ s\. Nothing was changed\. Try again when it is done, or end it\. The:Setting sets how long to wait\.$",
            held.Message);
    }

    [Fact]
    public async Task Setting_the_clock_does_not_change_a_wait()
    {
        using var first = FileLock.TryTake(File, time);
        var clock = new SetClock(time);
        var second = FileLock.TakeAsync(File, Doing, new LockRules(TimeSpan.FromMinutes(5), "The:Setting", clock, log), Ct);

        clock.Set(TimeSpan.FromHours(1));
        await AdvanceAsync(second, TimeSpan.FromMinutes(4));
        Assert.False(second.IsCompleted);
        clock.Set(TimeSpan.FromHours(-9));
        await UntilEndAsync(second);

        var held = await Assert.ThrowsAsync<HeldException>(() => second);
        Assert.Matches(@"still after \d+ s", held.Message);
    }

    [Fact]
    public async Task Without_a_wait_it_is_refused_at_once()
    {
        using var first = FileLock.TryTake(File, time);

        var held = await Assert.ThrowsAsync<HeldException>(() => TakeAsync(TimeSpan.Zero));

        Assert.Contains($"{Doing}. Nothing was changed.", held.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_that_holds_it_is_named_even_if_a_killed_one_has_signed_the_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who has locked a file.");
        await System.IO.File.WriteAllTextAsync(
            File, """{"processId":1,"host":"alpha","command":"datashare run","since":"2025-12-24T00:00:00+00:00"}""", Ct);
        using var other = Process.Start("flock", [File, "sleep", "60"]);
        while (!FileLock.IsHeld(File))
        {
            await Task.Delay(20, Ct);
        }

        var held = await Assert.ThrowsAsync<HeldException>(() => TakeAsync(TimeSpan.Zero));
        other.Kill(entireProcessTree: true);

        var named = held.Holder.ProcessId?.ToString(CultureInfo.InvariantCulture);
        Assert.NotEqual("1", named);
        Assert.SkipWhen(named is null, "The file system's locks are not in /proc/locks.");
        Assert.Contains($"Process {named} (", held.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vanishing_lock_leaves_no_file()
    {
        FileLock.TryTake(File, time, vanishes: true)!.Dispose();

        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task A_lock_in_a_missing_folder_is_not_held()
    {
        var nowhere = folder["not there", ".turn"];

        await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => FileLock.TakeAsync(nowhere, Doing, new LockRules(TimeSpan.FromMinutes(5), "", time, NullLogger.Instance), Ct));
    }

    public void Dispose() => folder.Dispose();

    private Task<FileLock> TakeAsync(TimeSpan longest) =>
        FileLock.TakeAsync(File, Doing, new LockRules(longest, "The:Setting", time, log), Ct);

    /// <summary>In small steps, so that a waiter tries again after each step.</summary>
    private async Task AdvanceAsync(Task waiting, TimeSpan by)
    {
        const int steps = 20;
        for (var step = 0; step < steps && !waiting.IsCompleted; step++)
        {
            time.Advance(by / steps);
            await Task.Delay(20, Ct);
        }
    }

    private async Task UntilEndAsync(Task waiting)
    {
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(20));
            await Task.Delay(20, Ct);
        }
    }

    private sealed class Lines : ILogger
    {
        public List<string> Texts { get; } = [];

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add(formatter(state, exception));
    }
}
