namespace Polydev.SystemTests.Containers;

/// <summary>Something in a worker's place that tries what it is told, and says what came of it.</summary>
internal sealed class Probe(string id, Stream link) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StreamReader _in = new(link, leaveOpen: true);
    private readonly StreamWriter _out = new(link, leaveOpen: true) { AutoFlush = true, NewLine = "\n" };

    /// <summary>The worker id it was started with.</summary>
    public string Id => id;

    /// <summary>Has it try something.</summary>
    /// <returns>Whether it could, and what it found, or why not. A probe that dies meanwhile could not.</returns>
    public async Task<(bool Worked, string Detail)> TryAsync(string what)
    {
        await _out.WriteLineAsync(what);
        var answer = await _in.ReadLineAsync().WaitAsync(Patience);
        return answer is null ? (false, "gone") : answer.StartsWith("ok ", StringComparison.Ordinal) ? (true, answer[3..]) : (false, answer[6..]);
    }

    /// <summary>What it finds; it must be able to look.</summary>
    public async Task<string> AskAsync(string what)
    {
        var (worked, detail) = await TryAsync(what);
        Assert.True(worked, $"{what}: {detail}");
        return detail.Trim();
    }

    /// <summary>Has it try what it must not be able to.</summary>
    public async Task CannotAsync(string what)
    {
        var (worked, detail) = await TryAsync(what);
        Assert.False(worked, $"it could {what}: {detail}");
    }

    /// <summary>Hangs up, which ends it.</summary>
    public void Dispose()
    {
        link.Dispose();
        _in.Dispose();
    }
}
