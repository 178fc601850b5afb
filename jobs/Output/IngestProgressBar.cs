using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Spectre.Console;

namespace DataShare.Jobs;

/// <summary>A progress bar for each file that is being read, by its bytes. Drawn only on a terminal.</summary>
internal static class IngestProgressBar
{
    public static async ValueTask<T> ShowAsync<T>(
        Terminal terminal, Func<IProgress<IngestProgress>?, ValueTask<T>> work)
    {
        if (!terminal.ShowsProgress)
        {
            return await work(null);
        }

        return await new Progress(terminal.Messages, new SteadyClock(TimeProvider.System))
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(async context => await work(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<IngestProgress>
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, ProgressTask> bars = new(StringComparer.Ordinal);

        public void Report(IngestProgress value)
        {
            lock (gate)
            {
                if (!bars.TryGetValue(value.Name, out var bar))
                {
                    bar = context.AddTask(Markup.Escape(PrintableText.Of(value.Name)), maxValue: Math.Max(1, value.BytesTotal));
                    bars.Add(value.Name, bar);
                }

                bar.Value = value.BytesRead;
            }
        }
    }
}
