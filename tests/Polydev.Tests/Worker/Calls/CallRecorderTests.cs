using Microsoft.Extensions.Time.Testing;
using Polydev.Protocol.Events;
using Polydev.Worker.Calls;

namespace Polydev.Tests.Worker.Calls;

/// <summary>What goes out when, of an answer that arrives all at once.</summary>
public sealed class CallRecorderTests
{
    private static readonly string[] s_answer = [EventTypes.Usage, EventTypes.Text, EventTypes.Text, EventTypes.Usage, EventTypes.Finished];

    [Fact]
    public void First_output_that_is_awaited_does_not_wait_for_what_came_with_it()
    {
        Assert.Equal(["usage", "text", "flush", "text", "usage", "finished"], Pass(awaited: true));
    }

    [Fact]
    public void An_answer_that_is_awaited_as_a_whole_goes_out_as_a_whole()
    {
        Assert.Equal(s_answer, Pass(awaited: false));
    }

    private static List<string> Pass(bool awaited)
    {
        var output = new Output();
        var recorder = new CallRecorder(output, awaited, new FakeTimeProvider());
        foreach (var type in s_answer)
        {
            recorder.OnEvent(type, "{}"u8);
        }

        Assert.True(recorder.Emitted);
        return output.Seen;
    }

    private sealed class Output : ICallOutput
    {
        public List<string> Seen { get; } = [];

        public void OnEvent(string type, ReadOnlySpan<byte> json) => Seen.Add(type);

        public void Flush(bool now) => Seen.Add("flush");

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
