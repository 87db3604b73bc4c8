using Polydev.Drivers.Nomad.Client;

namespace Polydev.Tests.Drivers.Nomad.Client;

/// <summary>Versions, and what came with which.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("1.1.2", 1, 1, 2)]
    [InlineData("v1.7.3+ent", 1, 7, 3)]
    [InlineData("2.0.0-beta.1", 2, 0, 0)]
    [InlineData("1.10", 1, 10, 0)]
    public void A_version_is_read_without_what_follows_its_numbers(string text, int major, int minor, int patch) =>
        Assert.Equal(new NomadVersion(major, minor, patch), NomadVersion.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("dev")]
    [InlineData("1")]
    [InlineData("1.2.3.4")]
    [InlineData("1.-2.3")]
    public void What_is_no_version_is_none(string? text) => Assert.Null(NomadVersion.Parse(text));

    [Fact]
    public void Numbers_are_compared_as_numbers() => Assert.True(new NomadVersion(1, 10, 0) > new NomadVersion(1, 9, 9));

    [Theory]
    [InlineData("1.1.2", "")]
    [InlineData("1.1.6", "dispatch-tokens namespace-streams")]
    [InlineData("1.7.3", "dispatch-tokens namespace-streams docker-init filters prefixes pools prevent-on-lost")]
    [InlineData("1.8.0", "dispatch-tokens namespace-streams docker-init filters prefixes pools prevent-on-lost disconnect")]
    [InlineData("1.10.0", "dispatch-tokens namespace-streams docker-init filters prefixes pools disconnect")]
    [InlineData("2.0.5", "dispatch-tokens namespace-streams docker-init filters prefixes pools disconnect max-run")]
    public void Each_version_has_what_came_with_it(string text, string features)
    {
        var version = NomadVersion.Parse(text)!.Value;
        (bool Has, string Name)[] all =
        [
            (version.HasDispatchTokens, "dispatch-tokens"), (version.HasNamespaceStreams, "namespace-streams"), (version.HasDockerInit, "docker-init"),
            (version.HasFilters, "filters"), (version.HasDispatchPrefixes, "prefixes"), (version.HasNodePools, "pools"),
            (version.HasPreventRescheduleOnLost, "prevent-on-lost"), (version.HasDisconnect, "disconnect"), (version.HasMaxRunDuration, "max-run"),
        ];

        Assert.Equal(features, string.Join(' ', all.Where(f => f.Has).Select(f => f.Name)));
    }
}
