using System.Diagnostics;
using System.Text;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Load;

/// <summary>One of the things measured beside each other: where to send what, how to tell the first output, whose CPU counts.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="Address">Host and port.</param>
/// <param name="Request">The bytes of the request.</param>
/// <param name="Marker">What tells the first output event.</param>
/// <param name="Pids">The processes whose CPU counts.</param>
internal sealed record LoadArm(string Name, Uri Address, byte[] Request, string Marker, Func<IReadOnlyList<int>> Pids)
{
    /// <summary>Loads the arm for a while.</summary>
    public async Task<LoadResult> RunAsync(int connections, TimeSpan time)
    {
        var marker = Encoding.UTF8.GetBytes(Marker);
        var cpu = Cpu();
        var clock = Stopwatch.StartNew();
        var parts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Factory.StartNew(
            () => One(marker, clock, time), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var seconds = clock.Elapsed.TotalSeconds;
        var spent = Cpu() - cpu;
        var first = new Samples();
        var whole = new Samples();
        foreach (var part in parts)
        {
            first.Add(part.First);
            whole.Add(part.Whole);
        }

        return new LoadResult(first, whole, whole.Count / seconds, parts.Sum(p => p.Bad), spent.TotalMicroseconds / Math.Max(1, whole.Count));
    }

    private (Samples First, Samples Whole, int Bad) One(byte[] marker, Stopwatch clock, TimeSpan time)
    {
        var first = new Samples(65536);
        var whole = new Samples(65536);
        var bad = 0;
        var connection = RawConnection.Open(Address);
        while (clock.Elapsed < time)
        {
            var (toFirst, toEnd, good) = connection.Call(Request, marker);
            if (good)
            {
                first.Add(toFirst);
                whole.Add(toEnd);
            }
            else
            {
                bad++;
                connection.Dispose();
                connection = RawConnection.Open(Address);
            }
        }

        connection.Dispose();
        return (first, whole, bad);
    }

    private TimeSpan Cpu() => TimeSpan.FromTicks(Pids().Sum(p => Child.CpuOf(p).Ticks));
}
