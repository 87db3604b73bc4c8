using Polydev.Drivers.Nomad.Client;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>A recording, and how the client is made to ask for it again and what must come of that.</summary>
/// <param name="Name">The recording.</param>
/// <param name="ReplayAsync">Asks, and holds the answer beside the recording.</param>
internal sealed record RecordedCall(string Name, Func<NomadClient, Recording, CancellationToken, Task> ReplayAsync)
{
    /// <summary>Whether the request is one that our client never makes, so that it is sent by hand.</summary>
    public NomadError? ByHand { get; private init; }

    /// <summary>The typed answer says what the recorded one does.</summary>
    public static RecordedCall Reads<T>(string name, Func<NomadClient, CancellationToken, Task<NomadAnswer<T>>> ask, Action<NomadAnswer<T>>? also = null) =>
        new(name, async (client, recording, token) =>
        {
            var answer = await ask(client, token);
            Faithful.AssertSame(answer.Value, recording.Answer);
            Assert.Equal(recording.AnswerHeaders.GetValueOrDefault("X-Nomad-Index") ?? "0", answer.Index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            also?.Invoke(answer);
        });

    /// <summary>The same, for a request with a body that is read from the recording.</summary>
    public static RecordedCall Writes<T>(string name, Func<NomadClient, Recording, CancellationToken, Task<NomadAnswer<T>>> ask, Action<NomadAnswer<T>>? also = null) =>
        new(name, async (client, recording, token) =>
        {
            var answer = await ask(client, recording, token);
            Faithful.AssertSame(answer.Value, recording.Answer);
            also?.Invoke(answer);
        });

    /// <summary>The cluster refuses, for a reason that is recognised, and its own words are kept.</summary>
    public static RecordedCall Refuses(string name, NomadError error, Func<NomadClient, Recording, CancellationToken, Task> ask) =>
        new(name, async (client, recording, token) =>
        {
            var refused = await Assert.ThrowsAsync<NomadException>(() => ask(client, recording, token));
            Assert.Equal((error, recording.Status), (refused.Error, refused.Status));
            Assert.Equal(recording.Wire.Trim(), refused.Message);
        });

    /// <summary>A refusal without anything to send.</summary>
    public static RecordedCall Refuses(string name, NomadError error, Func<NomadClient, CancellationToken, Task> ask) =>
        Refuses(name, error, (client, _, token) => ask(client, token));

    /// <summary>A request that our client never makes: its refusal must still be recognised.</summary>
    public static RecordedCall RefusesByHand(string name, NomadError error) => new(name, (_, _, _) => Task.CompletedTask) { ByHand = error };
}
