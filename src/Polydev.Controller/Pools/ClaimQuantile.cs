namespace Polydev.Controller.Pools;

/// <summary>A high quantile of a number of claims: negative binomial where arrivals clump, Poisson where they do not.</summary>
internal static class ClaimQuantile
{
    /// <summary>The smallest number that is not exceeded with the given probability.</summary>
    /// <param name="mean">Expected number.</param>
    /// <param name="dispersion">Variance over mean; at or below 1 it is Poisson.</param>
    /// <param name="probability">Between 0 and 1.</param>
    public static int Of(double mean, double dispersion, double probability)
    {
        if (mean <= 0)
        {
            return 0;
        }

        // Far out the sum of tiny terms says nothing any more; the normal curve does.
        if (mean > 500)
        {
            return (int)Math.Ceiling(mean + (3.1 * Math.Sqrt(mean * Math.Max(1, dispersion))));
        }

        // P(0) and P(k+1)/P(k) of both in one form: with r = mean/(d-1), p = 1/d the ratio is (r+k)/(k+1)·(1-p).
        var clumped = dispersion > 1.01;
        var r = clumped ? mean / (dispersion - 1) : 0;
        var term = clumped ? Math.Pow(1 / dispersion, r) : Math.Exp(-mean);
        var sum = term;
        var k = 0;
        while (sum < probability && k < 100_000)
        {
            term *= clumped ? (r + k) / (k + 1) * (1 - (1 / dispersion)) : mean / (k + 1);
            sum += term;
            k++;
        }

        return k;
    }
}
