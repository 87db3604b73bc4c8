namespace Polydev.Tests.Drivers.Nomad.Jobs;

/// <summary>What operators register and what the controller registers is the same.</summary>
public sealed class DeployedJobsTests
{
    public static TheoryData<string> Names => [.. DeployedJobs.All.Select(t => t.Template)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_says_what_its_template_does(string name)
    {
        var template = DeployedJobs.All.Single(t => t.Template == name);
        var path = Path.Combine(DeployedJobs.Folder, name + ".nomad.hcl");
        var rendered = DeployedJobs.Rendered(template);
        if (Environment.GetEnvironmentVariable("POLYDEV_WRITE_JOBS") is not null)
        {
            File.WriteAllText(path, rendered);
        }

        Assert.True(File.Exists(path), $"{path} is missing: set POLYDEV_WRITE_JOBS=1 and run this test once");
        Assert.Equal(rendered, File.ReadAllText(path));
    }

    [Fact]
    public void There_is_no_file_without_a_template() => Assert.Equal(
        DeployedJobs.All.Select(t => t.Template + ".nomad.hcl").Order(StringComparer.Ordinal),
        Directory.GetFiles(DeployedJobs.Folder, "*.nomad.hcl").Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void The_text_means_what_the_API_is_told()
    {
        foreach (var template in DeployedJobs.All)
        {
            HclReading.AssertSame(DeployedJobs.Rendered(template), template.ToJob());
        }
    }

    [Fact]
    public void No_template_has_a_place_for_a_secret() => Assert.All(DeployedJobs.All, template =>
    {
        var text = DeployedJobs.Rendered(template);
        Assert.DoesNotContain("API_KEY", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NOMAD_TOKEN", text, StringComparison.OrdinalIgnoreCase);
    });
}
