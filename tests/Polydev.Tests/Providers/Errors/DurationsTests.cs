using Polydev.Providers.Errors;

namespace Polydev.Tests.Providers.Errors;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("120ms", 0.12)]
    [InlineData("6m0s", 360.0)]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("34s", 34.0)]
    [InlineData("34.074824224s", 34.074824224)]
    [InlineData("5us", 5e-6)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("6", null)]
    [InlineData("m", null)]
    [InlineData("1d", null)]
    [InlineData("-1s", null)]
    [InlineData("1.2.3s", null)]
    public void Go_and_protobuf_durations_are_read(string? text, double? seconds) => Assert.Equal(seconds, Durations.Seconds(text));
}
